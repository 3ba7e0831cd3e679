/**
 * Resources as YAML: documents of {@code kind}, {@code name} and {@code spec}, read and checked as
 * a whole, all problems reported at once.
 *
 * <p>May import {@code model} and {@code plan} (for the whole of all specs); the only package that
 * knows YAML.
 */
@NullMarked
package dev.tidegate.controller.config;

import org.jspecify.annotations.NullMarked;
