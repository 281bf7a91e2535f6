/** A prediction service: a model behind HTTP, with the HTTP server of the JDK. */
package org.gru4j.examples.service;
