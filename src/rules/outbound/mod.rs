//! Requests the server makes itself: callbacks, webhooks, addresses that callers name.
