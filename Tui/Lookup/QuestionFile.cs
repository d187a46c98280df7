using System.Text;
using PassiveDns.Formats;
using PassiveDns.Tui.Arguments;
using PassiveDns.Tui.Commands;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Lookup;

/// <summary>A file of questions: a batch of dnsdbq's, told from its first line, or a list of indicators.</summary>
internal sealed class QuestionFile(Stream stream, string name, string? column, CommandContext context)
{
    private const int MostPeeked = 65_536; // octets, for a line that tells
    private const int MostRefusalsSaid = 20;

    /// <summary>It is a batch; known once it was opened.</summary>
    public bool IsBatch { get; private set; }

    /// <summary>Looks at the first line that is neither empty nor a comment.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static QuestionFile Open(string path, string? column, CommandContext context)
    {
        var stream = path == "-" ? context.OpenInput() : File.OpenRead(path);
        var start = new byte[MostPeeked];
        var length = 0;
        var isBatch = false;
        while (column is null && length < start.Length && !Tells(start.AsSpan(0, length), out isBatch))
        {
            var count = stream.Read(start, length, start.Length - length); // as much as there is: somebody may be typing
            if (count == 0) break;
            length += count;
        }

        if (!isBatch && column is null) Tells([.. start.AsSpan(0, length), (byte)'\n'], out isBatch);
        return new QuestionFile(new JoinedStream(start.AsMemory(0, length), stream), path == "-" ? "standard input" : path, column, context) { IsBatch = isBatch };
    }

    /// <summary>The questions, read as they are asked for. Disposes of the file at the end.</summary>
    public IEnumerable<LookupStep> Read(LookupScope scope)
    {
        using (stream)
        {
            foreach (var step in IsBatch ? ReadBatch(scope) : ReadIndicators(scope)) yield return step;
        }
    }

    private IEnumerable<LookupStep> ReadBatch(LookupScope scope)
    {
        var lines = new LineReader(stream, IndicatorList.MaxLineLength);
        var batch = new BatchReader(scope, context.Clock.GetUtcNow());
        while (lines.TryRead(out var octets))
        {
            var step = lines.IsTooLong
                ? new LookupStep($"line {lines.Number}", null, scope, $"line {lines.Number} of {name} is too long for a question")
                : batch.Read(Encoding.UTF8.GetString(octets));
            if (step is not null) yield return step;
        }
    }

    private IEnumerable<LookupStep> ReadIndicators(LookupScope scope)
    {
        var list = IndicatorList.Read(stream, name, column);
        foreach (var indicator in list.Indicators) yield return new LookupStep(indicator.Text, new LookupQuestion(indicator.Text, indicator.Query), scope);
        var repeats = list.Indicators.Sum(indicator => indicator.Repeats);
        if (repeats > 0) context.Messages.Write($"{name}: {Quantity.Count(repeats, "indicator")} stood there before");
        if (list.RefusedCount == 0) yield break;
        context.Messages.Write($"{name}: {Quantity.Number(list.RefusedCount)} of {Quantity.Number(list.Indicators.Count + repeats + list.RefusedCount)} are no indicators:");
        foreach (var refused in list.Refused.Take(MostRefusalsSaid)) context.Messages.Write($"  {refused.Place}: {refused.Reason}{(refused.Text.Length > 0 ? $": {refused.Text}" : "")}");
        if (list.RefusedCount > MostRefusalsSaid) context.Messages.Write($"  and {Quantity.Number(list.RefusedCount - MostRefusalsSaid)} more");
    }

    /// <summary>There is a whole line among the octets that tells what this is.</summary>
    private static bool Tells(ReadOnlySpan<byte> octets, out bool isBatch)
    {
        isBatch = false;
        for (var end = octets.IndexOf((byte)'\n'); end >= 0; octets = octets[(end + 1)..], end = octets.IndexOf((byte)'\n'))
        {
            var line = octets[..end].Trim(" \t\r"u8);
            if (line.IsEmpty || line[0] == (byte)'#') continue;
            isBatch = line.StartsWith("rrset/"u8) || line.StartsWith("rdata/"u8) || line.StartsWith("$OPTIONS"u8);
            return true;
        }

        return false;
    }
}
