// SPDX-License-Identifier: Apache-2.0
package io.jobstream.standalone.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.FilterReply;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up the log: a quiet console on standard error, and a rolling file that tells more. */
public final class Logging {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%replace( %kvp){'^ $',''}%n%ex{12}";
    private static final String FILE_PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger %msg%replace( %kvp){'^ $',''}%n%ex";

    private Logging() {}

    /** Replaces whatever was set up before. */
    public static void setUp(Level console, Optional<Path> file) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        boolean verbose = console.toInt() < Level.WARN.toInt();
        root.addAppender(console(context, console, !verbose && file.isPresent()));
        file.ifPresent(path -> root.addAppender(file(context, path)));
        root.setLevel(Level.WARN);
        context.getLogger("io.jobstream").setLevel(verbose ? Level.DEBUG : Level.INFO);
        context.getLogger("org.apache.kafka").setLevel(verbose ? Level.INFO : Level.WARN);
        // Of which a broker's first start makes dozens.
        context.getLogger("kafka.server.DefaultAutoTopicCreationManager").setLevel(Level.ERROR);
        // Says at WARN what is of no use to anyone who reads this log.
        context.getLogger("org.apache.kafka.clients.consumer.ConsumerConfig").setLevel(Level.ERROR);
        context.getLogger("org.apache.kafka.clients.producer.ProducerConfig").setLevel(Level.ERROR);
        context.getLogger("org.apache.kafka.clients.admin.AdminClientConfig").setLevel(Level.ERROR);
        // The exporter of traces speaks through java.util.logging.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }

    /** Where there is a file, what libraries say is in there only. */
    private static ConsoleAppender<ILoggingEvent> console(LoggerContext context, Level level, boolean ownOnly) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        ThresholdFilter threshold = new ThresholdFilter();
        threshold.setLevel(level.toString());
        threshold.start();
        appender.addFilter(threshold);
        if (ownOnly) {
            appender.addFilter(new OwnOnly());
        }
        start(appender, context, PATTERN);
        return appender;
    }

    private static final class OwnOnly extends Filter<ILoggingEvent> {
        @Override
        public FilterReply decide(ILoggingEvent event) {
            return event.getLoggerName().startsWith("io.jobstream") ? FilterReply.NEUTRAL : FilterReply.DENY;
        }
    }

    private static RollingFileAppender<ILoggingEvent> file(LoggerContext context, Path path) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(path.toString());
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(path + ".%i");
        rolling.setMaxIndex(3);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(FileSize.valueOf("10MB"));
        size.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(size);
        start(appender, context, FILE_PATTERN);
        return appender;
    }

    private static void start(OutputStreamAppender<ILoggingEvent> appender, LoggerContext context, String pattern) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(pattern);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
    }
}
