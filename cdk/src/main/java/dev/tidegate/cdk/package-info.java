/**
 * The application that turns Tidegate's stacks into CloudFormation templates, offline and without
 * credentials.
 *
 * <p>May import: {@code cdk.stack}, the CDK library. Must not import: any other Tidegate module.
 */
@NullMarked
package dev.tidegate.cdk;

import org.jspecify.annotations.NullMarked;
