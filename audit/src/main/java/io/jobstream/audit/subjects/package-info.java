// SPDX-License-Identifier: Apache-2.0
/**
 * Personal data that can be erased from a log that nobody can change. Who and from where is encrypted under a
 * {@link io.jobstream.audit.subjects.SubjectKey} of the subject; the keys are in the compacted topic
 * {@code ci.audit.subjects}, wrapped with a {@link io.jobstream.audit.subjects.KeyEncryptionKey} that no topic has.
 * Erasing a subject's keys erases what is under them, while the log and its seals stay as they are.
 */
@NullMarked
package io.jobstream.audit.subjects;

import org.jspecify.annotations.NullMarked;
