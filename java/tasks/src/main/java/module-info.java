/**
 * Ready-made tasks: language models of text, polyphonic music, forecasts of time series, next items of sessions, spoken
 * words, and the adding problem. Each task has readers, settings, a model, training runs, and scores that are compared
 * with baselines; most also predict or generate.
 */
@SuppressWarnings("requires-automatic") // the reader of MAT files and XChart have no module-info
module org.gru4j.tasks {
    requires transitive org.gru4j.core;
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires java.desktop;
    requires java.logging;
    requires org.apache.commons.csv;
    requires us.hebi.matlab.mat.mfl.core;
    // optional: without it there are no charts
    requires static org.knowm.xchart;
    // annotations for compilers, not needed at run time
    requires static org.jspecify;

    exports org.gru4j.tasks;
    exports org.gru4j.tasks.adding;
    exports org.gru4j.tasks.data;
    exports org.gru4j.tasks.music;
    exports org.gru4j.tasks.output;
    exports org.gru4j.tasks.run;
    exports org.gru4j.tasks.series;
    exports org.gru4j.tasks.sessions;
    exports org.gru4j.tasks.speech;
    exports org.gru4j.tasks.text;

    // for the records of settings and scalings in checkpoints
    opens org.gru4j.tasks.adding to
            com.fasterxml.jackson.databind;
    opens org.gru4j.tasks.music to
            com.fasterxml.jackson.databind;
    opens org.gru4j.tasks.series to
            com.fasterxml.jackson.databind;
    opens org.gru4j.tasks.sessions to
            com.fasterxml.jackson.databind;
    opens org.gru4j.tasks.speech to
            com.fasterxml.jackson.databind;
    opens org.gru4j.tasks.text to
            com.fasterxml.jackson.databind;
}
