/** Who is inside an object, so that nobody closes it under them. For this module alone. */
package org.gru4j.lifetime;
