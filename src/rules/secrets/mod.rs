//! Credentials in the wrong place.

pub(super) mod credentials_in_url;
mod live;
pub(super) mod secret_in_example;
pub(super) mod server_url_credentials;
mod shapes;
