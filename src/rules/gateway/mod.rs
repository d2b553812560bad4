//! What the extensions of API gateways switch on and off.
