//! Who may call: schemes, requirements, and what each operation demands in the end.
