/** Tests of the controller: tables and transitions for the pure parts, scenarios for the whole. */
@NullMarked
package dev.tidegate.controller;

import org.jspecify.annotations.NullMarked;
