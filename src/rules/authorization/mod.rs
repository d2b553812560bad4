//! What an authenticated caller may do: scopes, object ids, functions, properties.
