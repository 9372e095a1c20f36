// SPDX-License-Identifier: Apache-2.0
/**
 * What a caller may ask for. {@link io.jobstream.ingest.submission.SubmissionReader} takes a body apart and reports all
 * of its mistakes together; {@link io.jobstream.ingest.submission.PipelineReader} makes of a job with a
 * {@link io.jobstream.ingest.submission.Matrix} one for each combination, so that nothing after it knows of matrices;
 * {@link io.jobstream.ingest.submission.Limits} has every limit; {@link io.jobstream.ingest.submission.RequestIds}
 * derives ids from the caller's key, so that every copy of the gateway gives the same;
 * {@link io.jobstream.ingest.submission.Submission} becomes the record. No I/O happens here.
 */
@NullMarked
package io.jobstream.ingest.submission;

import org.jspecify.annotations.NullMarked;
