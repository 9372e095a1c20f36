// SPDX-License-Identifier: Apache-2.0
/**
 * One process, one service, against a Kafka and a registry that run elsewhere: waiting for them, making sure of topics
 * and schemas, serving health and metrics, and an orderly end.
 */
@NullMarked
package io.jobstream.standalone.services;

import org.jspecify.annotations.NullMarked;
