// SPDX-License-Identifier: Apache-2.0
package io.jobstream.embedded.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** Of tests on the JVM's one {@link TestCluster}; those run again where the brokers are in containers. */
@Tag(OnCluster.TAG)
@ExtendWith(ClusterExtension.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface OnCluster {
    /** What {@code -Pcontainers} selects by. */
    String TAG = "cluster";
}
