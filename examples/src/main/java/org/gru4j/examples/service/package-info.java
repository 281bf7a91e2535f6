/** A model behind HTTP. */
package org.gru4j.examples.service;
