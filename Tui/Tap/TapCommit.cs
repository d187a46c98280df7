using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Ingest;

namespace PassiveDns.Tui.Tap;

/// <summary>What a tap hands over to be committed.</summary>
/// <param name="Observations">Since the last commit; ended.</param>
/// <param name="Source">What they belong to; null where nothing came since the last commit.</param>
/// <param name="Whole">Where a rotation has ended: the source that it is. It may be <paramref name="Source"/> itself.</param>
/// <param name="Parts">Then the provisional sources that stand for it.</param>
internal sealed record TapCommit(ObservationInterval Observations, SourceRecord? Source, SourceRecord? Whole, IReadOnlyList<string> Parts);
