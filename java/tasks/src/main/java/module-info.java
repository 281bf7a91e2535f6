/**
 * Language models of text, polyphonic music, forecasts of series, next items of sessions, spoken words, and the adding
 * problem. Each task has readers, settings, a model, training runs, scores next to baselines, and predictions.
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
    // charts, which are left out without it
    requires static org.knowm.xchart;
    // annotations of the API, for compilers alone
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

    // the records of settings and scalings that a checkpoint remembers
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
