// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Gives each option the value of its environment variable: {@code --kafka-port} is {@code JOBSTREAM_KAFKA_PORT}. */
final class EnvironmentVariables implements IDefaultValueProvider {
    private final Map<String, String> environment;

    EnvironmentVariables(Map<String, String> environment) {
        this.environment = environment;
    }

    static String nameFor(OptionSpec option) {
        String bare = option.longestName().replaceFirst("^--?", "");
        return "JOBSTREAM_" + bare.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Help and version are asked for, not set. */
    static boolean applyTo(OptionSpec option) {
        return !option.usageHelp() && !option.versionHelp();
    }

    @Override
    public @Nullable String defaultValue(ArgSpec arg) {
        if (arg instanceof OptionSpec option && applyTo(option)) {
            String value = environment.get(nameFor(option));
            return value == null || value.isEmpty() ? null : value;
        }
        return null;
    }
}
