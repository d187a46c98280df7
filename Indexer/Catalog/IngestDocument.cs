using LiteDB;

namespace PassiveDns.Indexer.Catalog;

/// <summary>An entry of the ingest log between <see cref="IngestEntry"/> and its document in the collection <c>ingests</c> (FORMAT.md,
/// "catalog.db").</summary>
internal static class IngestDocument
{
    private static readonly (IngestOutcome Outcome, string Name)[] Names =
    [
        (IngestOutcome.Added, "added"),
        (IngestOutcome.AlreadyKnown, "already known"),
        (IngestOutcome.Unreadable, "unreadable"),
        (IngestOutcome.Damaged, "damaged"),
        (IngestOutcome.Removed, "removed"),
        (IngestOutcome.RolledUp, "rolled up"),
    ];

    public static string NameOf(IngestOutcome outcome) => Names.First(pair => pair.Outcome == outcome).Name;

    public static BsonDocument Write(IngestEntry entry) => new()
    {
        ["_id"] = entry.Number,
        ["path"] = entry.Attempt.Path,
        ["sha256"] = entry.Attempt.Sha256,
        ["startedMilliseconds"] = entry.Attempt.StartedMilliseconds,
        ["finishedMilliseconds"] = entry.Attempt.FinishedMilliseconds,
        ["outcome"] = NameOf(entry.Attempt.Outcome),
        ["remark"] = entry.Attempt.Remark,
        ["toolVersion"] = entry.Attempt.ToolVersion,
        ["options"] = entry.Attempt.Options,
        ["generation"] = entry.Attempt.Generation,
        ["previous"] = entry.PreviousHash,
        ["hash"] = entry.Hash,
    };

    /// <exception cref="InvalidDataException">The document is not what <see cref="Write"/> makes.</exception>
    public static IngestEntry Read(BsonDocument document)
    {
        var attempt = new IngestAttempt
        {
            Path = document.Text("path"),
            Sha256 = document.TextOrNull("sha256"),
            StartedMilliseconds = document.Number("startedMilliseconds"),
            FinishedMilliseconds = document.Number("finishedMilliseconds"),
            Outcome = ReadOutcome(document.Text("outcome")),
            Remark = document.Text("remark"),
            ToolVersion = document.Text("toolVersion"),
            Options = document.Text("options"),
            Generation = document.Number("generation"),
        };
        return new IngestEntry(document.Number("_id"), attempt, document.Text("previous"), document.Text("hash"));
    }

    private static IngestOutcome ReadOutcome(string name)
    {
        foreach (var pair in Names)
        {
            if (pair.Name == name) return pair.Outcome;
        }

        throw new InvalidDataException($"expected an outcome, found {name}");
    }
}
