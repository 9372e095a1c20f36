// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.testing;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the JVM's one {@link TestCluster}, as a parameter or in a static field. It stops with the JVM's tests,
 * and is shared: a test uses pools and ids of its own.
 */
public final class ClusterExtension implements BeforeAllCallback, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) throws IllegalAccessException {
        TestCluster cluster = cluster(context);
        for (Field field : context.getRequiredTestClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == TestCluster.class) {
                field.setAccessible(true);
                field.set(null, cluster);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cluster(context);
    }

    private static TestCluster cluster(ExtensionContext context) {
        // The root's store closes what it holds when all tests have run.
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent(TestCluster.class, key -> TestCluster.start(), TestCluster.class);
    }
}
