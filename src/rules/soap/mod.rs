//! What only WSDL and XML have.
