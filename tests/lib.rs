//! Tests of the whole: rules on small workspaces, rule pages, the program, the policy of this repository.
