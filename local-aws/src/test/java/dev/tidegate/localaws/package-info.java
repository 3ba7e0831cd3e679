/** Tests of the simulator as a whole, and the account that they share. */
package dev.tidegate.localaws;
