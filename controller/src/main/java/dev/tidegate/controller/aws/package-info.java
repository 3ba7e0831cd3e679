/**
 * The cloud port over the AWS SDK: batches, pages, budgets, and the translation of its answers and
 * errors. The only package that imports the SDK.
 *
 * <p>May import {@code port} and {@code model}.
 */
@NullMarked
package dev.tidegate.controller.aws;

import org.jspecify.annotations.NullMarked;
