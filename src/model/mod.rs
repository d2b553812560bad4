//! What a description means: typed views over the trees, references followed, security, servers and
//! directions worked out. Uses `syntax`, `source` and `words`.

mod decimal;
mod declared;
pub mod endpoint;
pub mod openapi;
pub mod place;
pub mod purpose;
pub mod regex;
pub mod stated;
pub mod wsdl;

pub use decimal::Decimal;
pub use declared::{Control, Declared, MayBePublic, Operations, PublicOperation, matches_path};
