// SPDX-License-Identifier: Apache-2.0
package io.jobstream.streams.scheduling.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles a mutated source in memory, and runs the simulation, as it is, on what comes of it. */
final class Planting {
    private static final List<String> OWN = List.of(
            "io.jobstream.streams.scheduling.decision.",
            "io.jobstream.streams.scheduling.state.",
            "io.jobstream.streams.scheduling.simulation.",
            "io.jobstream.runner.session.");

    private Planting() {}

    static LongFunction<String> simulationWith(PlantedBug bug) throws IOException, ReflectiveOperationException {
        String[] place = bug.file().split(":", 2);
        Path file = Path.of("..", place[0], "src", "main", "java").resolve(place[1]);
        String source = Files.readString(file);
        assertThat(source.split(Pattern.quote(bug.text()), -1))
                .as("%s must have just once: %s", file, bug.text())
                .hasSize(2);
        Map<String, byte[]> mutated = compile(place[1], source.replace(bug.text(), bug.replacement()));
        Class<?> type = new Loader(mutated).loadClass(SimulatedSeed.class.getName());
        @SuppressWarnings("unchecked")
        LongFunction<String> simulation =
                (LongFunction<String>) type.getDeclaredConstructor().newInstance();
        return simulation;
    }

    private static Map<String, byte[]> compile(String path, String source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, ByteArrayOutputStream> classes = new HashMap<>();
        StringWriter problems = new StringWriter();
        try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            problems,
                            new Memory(standard, classes),
                            null,
                            List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path")),
                            null,
                            List.of(new Source(path, source)))
                    .call();
            assertThat(compiled).as(problems.toString()).isTrue();
        }
        Map<String, byte[]> bytes = new HashMap<>();
        classes.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
        return bytes;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String source;

        Source(String path, String source) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        Memory(JavaFileManager standard, Map<String, ByteArrayOutputStream> classes) {
            super(standard);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, @Nullable FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(className, bytes);
                    return bytes;
                }
            };
        }
    }

    /** Both cores and the simulation anew, with the mutated classes among them; all else is shared. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> mutated;

        Loader(Map<String, byte[]> mutated) {
            super(Planting.class.getClassLoader());
            this.mutated = mutated;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return OWN.stream().anyMatch(name::startsWith) ? define(name) : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] changed = mutated.get(name);
            byte[] bytes = changed == null ? original(name) : changed;
            return defineClass(name, bytes, 0, bytes.length);
        }

        private byte[] original(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
