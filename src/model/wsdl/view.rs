//! What all views of WSDL elements have in common: the element, its name, its documentation. Each view is a struct with
//! a field `element`.

/// Gives views their element.
macro_rules! views {
    ($($view:ident),* $(,)?) => {
        $(impl<'a> $view<'a> {
            /// The element.
            pub fn element(self) -> Element<'a> {
                self.element
            }
        })*
    };
}

/// Gives views what named elements have.
macro_rules! named_views {
    ($($view:ident),* $(,)?) => {
        $(impl<'a> $view<'a> {
            /// Its name; empty when it has none.
            pub fn name(self) -> &'a str {
                name_of(self.element, "name").unwrap_or("")
            }

            /// Its documentation.
            pub fn documentation(self) -> Option<Element<'a>> {
                symbols::documentation(self.element)
            }
        })*
    };
}

pub(super) use {named_views, views};
