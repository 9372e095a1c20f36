// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** A command line whose commands are {@link ProgramCommand}s. */
public final class CommandLineProgram {
    private CommandLineProgram() {}

    public static CommandLine create(Object root, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        CommandLine program = new CommandLine(root);
        program.setOut(out);
        program.setErr(err);
        program.setCaseInsensitiveEnumValuesAllowed(true);
        program.setAbbreviatedOptionsAllowed(false);
        program.registerConverter(Duration.class, DurationText::parse);
        program.setDefaultValueProvider(new EnvironmentVariables(environment));
        program.setHelpFactory(HelpWithVariables::new);
        program.setUsageHelpAutoWidth(true);
        everyCommand(program).forEach(each -> {
            each.getCommandSpec().parser().collectErrors(true);
            each.getCommandSpec().version(program.getCommandSpec().version());
        });
        program.setExecutionStrategy(CommandLineProgram::execute);
        program.setExecutionExceptionHandler((problem, command, parsed) -> failed(problem, command));
        return program;
    }

    /** The program and all its commands. */
    static List<CommandLine> everyCommand(CommandLine program) {
        List<CommandLine> all = new ArrayList<>(List.of(program));
        program.getSubcommands().values().forEach(each -> all.addAll(everyCommand(each)));
        return all;
    }

    private static int execute(ParseResult parsed) throws CommandLine.ExecutionException {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        List<CommandLine> called = parsed.asCommandLineList();
        CommandLine command = called.get(called.size() - 1);
        Problems problems = new Problems();
        called.forEach(each ->
                each.getParseResult().errors().forEach(error -> problems.add(String.valueOf(error.getMessage()))));
        if (!(command.getCommand() instanceof ProgramCommand chosen)) {
            problems.texts().forEach(text -> command.getErr().println("jobstream: " + text));
            command.usage(command.getErr());
            return ExitStatus.USED_WRONGLY;
        }
        chosen.check(problems);
        if (!problems.texts().isEmpty()) {
            String name = command.getCommandSpec().qualifiedName();
            problems.texts().forEach(text -> command.getErr().println(name + ": " + text));
            command.getErr().println("Try '" + name + " --help'.");
            return ExitStatus.USED_WRONGLY;
        }
        try {
            return chosen.run();
        } catch (Exception e) {
            throw new CommandLine.ExecutionException(command, String.valueOf(e.getMessage()), e);
        }
    }

    private static int failed(Exception problem, CommandLine command) {
        PrintWriter err = command.getErr();
        Throwable cause = problem instanceof CommandLine.ExecutionException && problem.getCause() != null
                ? problem.getCause()
                : problem;
        String name = command.getCommandSpec().qualifiedName();
        if (cause instanceof FailedException) {
            err.println(name + ": " + cause.getMessage());
        } else {
            err.println(name + ": failed, which is a bug or a broken machine:");
            cause.printStackTrace(err);
        }
        return ExitStatus.FAILED;
    }
}
