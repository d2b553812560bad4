//! What a server promises to reject: schemas, parameters, media types.
