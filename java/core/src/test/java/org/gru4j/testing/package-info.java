/** What the tests of several packages use. */
package org.gru4j.testing;
