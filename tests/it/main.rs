//! The integration tests: what users rely on, tried on whole portals.
