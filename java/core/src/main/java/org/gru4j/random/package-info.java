/** Random numbers that are a function of where they are used, not of how many were drawn before. */
package org.gru4j.random;
