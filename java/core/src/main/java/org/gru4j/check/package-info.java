/**
 * The checks that a backend computes a GRU as the reference does: cases, what they come to, and how far apart two
 * outcomes may be. The tests, the {@code check} command and a backend's own test when it is loaded all use these.
 */
package org.gru4j.check;
