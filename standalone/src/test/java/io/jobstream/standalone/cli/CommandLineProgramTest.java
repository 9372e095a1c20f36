// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobstream.standalone.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineProgramTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyOptionHasAnEnvironmentVariableAndHelpShowsIt() {
        for (CommandLine command : CommandLineProgram.everyCommand(program(Map.of()))) {
            String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (EnvironmentVariables.applyTo(option)) {
                    String name = EnvironmentVariables.nameFor(option);
                    assertThat(name).matches("JOBSTREAM_[A-Z_]+");
                    assertThat(help).contains("[" + name + "]");
                }
            }
        }
    }

    @Test
    void everyOptionSaysWhatItIs() {
        for (CommandLine command : CommandLineProgram.everyCommand(program(Map.of()))) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertThat(String.join(" ", option.description()))
                        .as(command.getCommandName() + " " + option.longestName())
                        .isNotBlank();
            }
        }
    }

    @Test
    void anEnvironmentVariableSetsItsOptionAndTheCommandLineWins() {
        Map<String, String> environment = Map.of("JOBSTREAM_KAFKA_PORT", "1234", "JOBSTREAM_RUNNERS", "3");

        var parsed = program(environment).parseArgs("up", "--runners", "5").subcommand();

        assertThat((Integer) parsed.commandSpec().findOption("--kafka-port").getValue())
                .isEqualTo(1234);
        assertThat((Integer) parsed.commandSpec().findOption("--runners").getValue())
                .isEqualTo(5);
    }

    @Test
    void mistakesAreToldTogether() {
        int status = program(Map.of("JOBSTREAM_STARTUP_TIMEOUT", "soon"))
                .execute("up", "--http-port", "eighty", "--runners", "100", "--rules", "/no/such/file");

        assertThat(status).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString())
                .contains(
                        "'--http-port'",
                        "expected a duration such as 30s",
                        "--runners must be 0 to 64: 100",
                        "--rules /no/such/file cannot be read",
                        "Try 'jobstream up --help'.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"streams", "runner", "notifier"})
    void whatNothingGuardsRefusesAnAddressThatIsNotLoopbackUnlessToldSo(String command) {
        int status = program(Map.of()).execute(command, "--bind", "0.0.0.0");

        assertThat(status).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString()).contains("--without-authentication");
    }

    @Test
    void aCommandThatDoesNotExistIsWrongUse() {
        assertThat(program(Map.of()).execute("upp")).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString()).contains("upp");
    }

    @Test
    void noCommandShowsHelpAndIsWrongUse() {
        assertThat(program(Map.of()).execute()).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString()).contains("Commands:", "demo", "submit");
    }

    @Test
    void helpIsNoFailure() {
        assertThat(program(Map.of()).execute("submit", "--help")).isEqualTo(ExitStatus.DONE);
        assertThat(out.toString()).contains("--idempotency-key=KEY", "JOBSTREAM_IDEMPOTENCY_KEY");
    }

    @Test
    void submitNeedsACommand() {
        assertThat(program(Map.of()).execute("submit")).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString()).contains("COMMAND");
    }

    @Test
    void theAutoscalerTellsItsMistakesTogether() {
        int status = program(Map.of())
                .execute("autoscaler", "--groups", "/no/such/file", "--stop-command", "true", "--http-port", "99999");

        assertThat(status).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString())
                .contains("/no/such/file: cannot be read", "--stop-command needs --start-command", "--http-port");
    }

    @Test
    void drainNeedsARunner() {
        assertThat(program(Map.of()).execute("drain")).isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString()).contains("RUNNER");
    }

    @Test
    void optionsThatExcludeEachOtherAreTold() {
        assertThat(program(Map.of()).execute("watch", "some-job", "--pool", "default"))
                .isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(program(Map.of()).execute("submit", "--detach-on-interrupt", "--", "true"))
                .isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(program(Map.of())
                        .execute("submit", "--concurrency-limit", "2", "--cancel-in-progress", "--", "true"))
                .isEqualTo(ExitStatus.USED_WRONGLY);
        assertThat(err.toString())
                .contains(
                        "not both",
                        "--detach-on-interrupt needs --wait",
                        "--concurrency-limit needs --concurrency-group",
                        "--cancel-in-progress needs --concurrency-group");
    }

    @Test
    void theCommandsAreThoseOfTheDesign() {
        assertThat(program(Map.of()).getSubcommands().keySet())
                .containsExactlyInAnyOrderElementsOf(List.of(
                        "demo",
                        "up",
                        "ingest",
                        "streams",
                        "runner",
                        "query",
                        "notifier",
                        "autoscaler",
                        "submit",
                        "watch",
                        "cancel",
                        "drain",
                        "keys",
                        "producers",
                        "triggers",
                        "audit",
                        "check",
                        "chaos",
                        "broker",
                        "registry"));
    }

    private CommandLine program(Map<String, String> environment) {
        return Program.create(environment, new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
