// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

import java.util.Arrays;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;

/** Help that shows the environment variable of each option. */
final class HelpWithVariables extends Help {
    HelpWithVariables(CommandSpec command, ColorScheme colours) {
        super(command, colours);
    }

    @Override
    public IOptionRenderer createDefaultOptionRenderer() {
        IOptionRenderer plain = super.createDefaultOptionRenderer();
        return (option, labels, colours) -> {
            Text[][] rows = plain.render(option, labels, colours);
            if (!EnvironmentVariables.applyTo(option)) {
                return rows;
            }
            Text[][] extended = Arrays.copyOf(rows, rows.length + 1);
            Text[] last = new Text[rows[0].length];
            Arrays.fill(last, colours.text(""));
            last[last.length - 1] = colours.text("[" + EnvironmentVariables.nameFor(option) + "]");
            extended[rows.length] = last;
            return extended;
        };
    }
}
