/**
 * Translates dates in many written forms into ISO dates: an example of an encoder and a decoder with attention.
 */
package org.gru4j.examples.dates;
