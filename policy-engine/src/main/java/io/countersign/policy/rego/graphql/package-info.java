/**
 * Reads and checks GraphQL documents (GraphQL, October 2021): a document becomes a tree of {@link
 * io.countersign.policy.rego.graphql.Node nodes} in the shape policies know from OPA.
 */
@NullMarked
package io.countersign.policy.rego.graphql;

import org.jspecify.annotations.NullMarked;
