using System.Globalization;
using LiteDB;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Indexer.Catalog;

/// <summary>A source between <see cref="SourceRecord"/> and its document in the collection <c>sources</c> (FORMAT.md,
/// "catalog.db").</summary>
internal static class SourceDocument
{
    /// <remarks>Of the parts of a rollup only the number: a document has a bound, which some ten thousands of them would pass.</remarks>
    public static BsonDocument Write(SourceRecord source)
    {
        var document = WriteFields(source);
        if (source.IsRollup) document["parts"] = (long)source.Parts.Count;
        return document;
    }

    private static BsonDocument WriteFields(SourceRecord source) => new()
    {
        ["_id"] = source.Sha256,
        ["path"] = source.Path,
        ["octets"] = source.Octets,
        ["format"] = source.Format,
        ["linkTypes"] = new BsonArray(source.LinkTypes.Select(type => new BsonValue((long)type))),
        ["firstPacketMilliseconds"] = WriteNumber(source.FirstPacketMilliseconds),
        ["lastPacketMilliseconds"] = WriteNumber(source.LastPacketMilliseconds),
        ["isOneSided"] = source.IsOneSided,
        ["accounting"] = WriteAccounting(source.Accounting),
        ["damage"] = new BsonArray(source.Damage.Select(WriteDamage)),
        ["toolVersion"] = source.ToolVersion,
        ["options"] = source.Options,
        ["startedMilliseconds"] = source.StartedMilliseconds,
        ["finishedMilliseconds"] = source.FinishedMilliseconds,
    };

    /// <exception cref="InvalidDataException">The document is not what <see cref="Write"/> makes.</exception>
    public static SourceRecord Read(BsonDocument document) => new()
    {
        Sha256 = document.Text("_id"),
        Path = document.Text("path"),
        Octets = document.Number("octets"),
        Format = document.Text("format"),
        LinkTypes = [.. document.Array("linkTypes").Select(ReadLinkType)],
        FirstPacketMilliseconds = document.NumberOrNull("firstPacketMilliseconds"),
        LastPacketMilliseconds = document.NumberOrNull("lastPacketMilliseconds"),
        IsOneSided = document.Flag("isOneSided"),
        Accounting = ReadAccounting(document.Document("accounting")),
        Damage = [.. document.Array("damage").Select(ReadDamage)],
        ToolVersion = document.Text("toolVersion"),
        Options = document.Text("options"),
        StartedMilliseconds = document.Number("startedMilliseconds"),
        FinishedMilliseconds = document.Number("finishedMilliseconds"),
    };

    private static BsonValue WriteNumber(long? number) => number is { } value ? new BsonValue(value) : BsonValue.Null;

    private static LinkType ReadLinkType(BsonValue value) => value is { IsInt64: true, AsInt64: >= 0 and <= ushort.MaxValue }
        ? (LinkType)value.AsInt64
        : throw new InvalidDataException($"expected a link type, found {value}");

    private static BsonDocument WriteDamage(FileDamage damage) => new() { ["offset"] = damage.Offset, ["reason"] = damage.Reason };

    private static FileDamage ReadDamage(BsonValue value)
    {
        var document = value.AsDocumentOrThrow();
        return new(document.Number("offset"), document.Text("reason"));
    }

    private static BsonDocument WriteAccounting(Accounting accounting)
    {
        var linkTypes = new BsonDocument();
        foreach (var (linkType, frames) in accounting.UnsupportedLinkTypes)
            linkTypes[linkType.ToString(CultureInfo.InvariantCulture)] = frames;
        var document = new BsonDocument
        {
            ["framesRead"] = accounting.FramesRead,
            ["frames"] = WriteCounts<FrameOutcome>(outcome => accounting[outcome]),
            ["messages"] = WriteCounts<MessageOutcome>(outcome => accounting[outcome]),
            ["facts"] = WriteCounts<AnalysisFact>(fact => accounting[fact]),
            ["unsupportedLinkTypes"] = linkTypes,
        };
        if (accounting.HasEncapsulations) document["encapsulations"] = WriteCounts<Encapsulation>(encapsulation => accounting[encapsulation]);
        return document;
    }

    private static Accounting ReadAccounting(BsonDocument document)
    {
        var accounting = new Accounting { FramesRead = document.Number("framesRead") };
        ReadCounts<FrameOutcome>(document.Document("frames"), accounting.Add);
        ReadCounts<MessageOutcome>(document.Document("messages"), accounting.Add);
        ReadCounts<AnalysisFact>(document.Document("facts"), accounting.Add);
        if (document.ContainsKey("encapsulations")) ReadCounts<Encapsulation>(document.Document("encapsulations"), accounting.Add);
        var linkTypes = document.Document("unsupportedLinkTypes");
        foreach (var key in linkTypes.Keys)
        {
            if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var linkType))
                throw new InvalidDataException($"expected a link type, found {key}");
            accounting.AddUnsupportedLinkType(linkType, linkTypes.Number(key));
        }

        return accounting;
    }

    /// <summary>Counts by name, those that are not zero.</summary>
    private static BsonDocument WriteCounts<TName>(Func<TName, long> count)
        where TName : struct, Enum
    {
        var document = new BsonDocument();
        foreach (var name in Enum.GetValues<TName>())
        {
            if (count(name) is var value and not 0) document[Enum.GetName(name)!] = value;
        }

        return document;
    }

    private static void ReadCounts<TName>(BsonDocument document, Action<TName, long> add)
        where TName : struct, Enum
    {
        foreach (var key in document.Keys)
        {
            if (!Enum.TryParse<TName>(key, out var name) || Enum.GetName(name) != key)
                throw new InvalidDataException($"expected a {typeof(TName).Name}, found {key}");
            add(name, document.Number(key));
        }
    }
}
