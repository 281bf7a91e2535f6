package org.gru4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.ArgSpec;

/** picocli sets the fields of options, so that NullAway leaves out whether they are initialised. */
class NullableOptionsTest {
    /** An option that is required, or has a default or an initial value, is never null; all others may be. */
    @Test
    void exactlyThoseThatMayBeMissingAreNullable() {
        List<ArgSpec> arguments = HelpTest.commands()
                .flatMap(command -> command.args().stream())
                .filter(argument -> argument.userObject() instanceof Field field
                        && !field.getType().isPrimitive())
                .toList();
        assertTrue(arguments.size() > 20, arguments.toString());
        for (ArgSpec argument : arguments) {
            Field field = (Field) argument.userObject();
            // picocli takes each option of an exclusive group for required, of which only one is given
            boolean oneOfSeveral = argument.group() != null && argument.group().exclusive();
            boolean maybeMissing = (!argument.required() || oneOfSeveral)
                    && argument.defaultValue() == null
                    && argument.initialValue() == null;
            assertEquals(
                    maybeMissing,
                    field.getAnnotatedType().isAnnotationPresent(Nullable.class),
                    field + " of " + argument + ": is it @Nullable?");
        }
    }
}
