/**
 * One class per family of rules, each rule in virtual time, each test naming the fact behind it.
 */
package dev.tidegate.localaws.rules;
