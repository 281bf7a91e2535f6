/**
 * Models: descriptions, models with parameters, and ways to run them.
 *
 * <ul>
 * <li>{@link org.gru4j.model.ModelSpec} describes a model: a chain of layers, or any graph.
 * <li>{@link org.gru4j.model.Sequential} is a model with parameters on a backend.
 * <li>{@link org.gru4j.model.Predictor} runs it on arrays, {@link org.gru4j.model.SequenceStream} event by event, and
 * {@link org.gru4j.model.SequenceDecoder} step by step over many sequences.
 * <li>{@link org.gru4j.model.ModelRef} shares the current model of a service between requests.
 * </ul>
 *
 * <p>Layers are elsewhere, in {@link org.gru4j.layer}; training is in {@link org.gru4j.train}, and files are in
 * {@link org.gru4j.checkpoint}.
 */
@NullMarked
package org.gru4j.model;

import org.jspecify.annotations.NullMarked;
