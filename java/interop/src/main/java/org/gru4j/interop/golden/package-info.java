/** Golden cases: weights and the results that another framework computed with them. */
package org.gru4j.interop.golden;
