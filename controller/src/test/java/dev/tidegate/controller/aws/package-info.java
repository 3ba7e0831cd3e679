/** Tests of the AWS adapter's own rules. */
@NullMarked
package dev.tidegate.controller.aws;

import org.jspecify.annotations.NullMarked;
