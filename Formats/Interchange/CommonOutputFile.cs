using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Formats.Interchange;

/// <summary>All of a file in the Common Output Format, in memory: what can be asked like an archive, and an account of its lines.</summary>
public sealed class CommonOutputFile
{
    /// <summary>Unusable lines that are listed; all are counted.</summary>
    public const int MostListed = 100;

    private readonly SortedDictionary<CommonOutputFault, long> _unusable = [];
    private readonly List<UnusableLine> _listed = [];

    private CommonOutputFile(SourceStream stream, string path, string toolVersion, DateTimeOffset now, CancellationToken interruption)
    {
        var reader = new CommonOutputReader(stream);
        var rrsets = new List<RRset>();
        while (reader.TryRead(out var rrset))
        {
            interruption.ThrowIfCancellationRequested();
            if (rrset is not null) rrsets.Add(rrset);
            else Note(reader.LineNumber, reader.Fault);
        }

        (Records, Ending, EndingMessage) = (rrsets.Count, reader.Ending, reader.EndingMessage);
        RRsets = new RRsetList(rrsets, [Record(stream, path, toolVersion, now)]);
    }

    /// <summary>What it holds; one source, the file.</summary>
    public RRsetList RRsets { get; }

    /// <summary>Lines that gave an RRset; several may give the same.</summary>
    public long Records { get; }

    /// <summary>Lines that gave none, by what is wrong with them.</summary>
    public IReadOnlyDictionary<CommonOutputFault, long> Unusable => _unusable;

    /// <summary>The first of them.</summary>
    public IReadOnlyList<UnusableLine> FirstUnusable => _listed;

    /// <inheritdoc cref="CommonOutputReader.Ending"/>
    public StreamEnding Ending { get; }

    /// <inheritdoc cref="CommonOutputReader.EndingMessage"/>
    public string EndingMessage { get; }

    /// <summary>Reads a file to its end.</summary>
    /// <param name="input">Disposed when it is read.</param>
    /// <param name="path">As the user gave it.</param>
    /// <param name="toolVersion">Of the program that reads it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static CommonOutputFile Read(Stream input, string path, string toolVersion, DateTimeOffset now, CancellationToken interruption)
    {
        using var stream = new SourceStream(input);
        return new CommonOutputFile(stream, path, toolVersion, now, interruption);
    }

    private void Note(long line, CommonOutputFault fault)
    {
        _unusable[fault] = _unusable.GetValueOrDefault(fault) + 1;
        if (_listed.Count < MostListed) _listed.Add(new UnusableLine(line, fault));
    }

    private static SourceRecord Record(SourceStream stream, string path, string toolVersion, DateTimeOffset now) => new()
    {
        Sha256 = stream.Finish(),
        Path = path,
        Octets = stream.Octets,
        Format = "COF",
        LinkTypes = [],
        FirstPacketMilliseconds = null,
        LastPacketMilliseconds = null,
        IsOneSided = false,
        Accounting = new Accounting(),
        Damage = [],
        ToolVersion = toolVersion,
        Options = "",
        StartedMilliseconds = now.ToUnixTimeMilliseconds(),
        FinishedMilliseconds = now.ToUnixTimeMilliseconds(),
    };
}

/// <summary>A line that gave no RRset.</summary>
/// <param name="Line">From 1.</param>
public readonly record struct UnusableLine(long Line, CommonOutputFault Fault);
