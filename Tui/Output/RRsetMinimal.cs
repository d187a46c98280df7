using System.Buffers;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Interchange;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Output;

/// <summary>Nothing but what was not asked for, each once and on its own line: the rdata where the question was for a name, else the owners.</summary>
/// <param name="isOwnerAsked">The questions go by owner.</param>
public sealed class RRsetMinimal(Stream output, OutputStyle style, Func<bool> isOwnerAsked) : IRRsetWriter
{
    private readonly OctetOutput _output = new(output);
    private readonly ArrayBufferWriter<byte> _line = new(1_024);
    private readonly HashSet<byte[]> _seen = new(OctetComparer.Instance);

    public void Answer(string question)
    {
    }

    public void Write(RRset rrset)
    {
        if (!isOwnerAsked())
        {
            Span<byte> owner = stackalloc byte[DomainName.MaxLength];
            var room = _line.GetSpan(OwnerForm.MaxLength);
            _line.Advance(style.Owners.Write(owner[..rrset.ReadOwner(owner)], room));
            WriteLine();
            return;
        }

        var set = rrset.RDataSet;
        while (RRsetKey.TryReadRData(ref set, out var rdata))
        {
            style.Owners.WriteRData(rrset.Type, rdata, _line);
            WriteLine();
        }
    }

    public void Finish(AnswerEnd how = AnswerEnd.Complete, string message = "")
    {
    }

    private void WriteLine()
    {
        var isNew = _seen.GetAlternateLookup<ReadOnlySpan<byte>>().Add(_line.WrittenSpan);
        if (isNew)
        {
            _output.Record.Write(_line.WrittenSpan);
            _output.Record.Write("\n"u8);
            _output.Pass();
        }

        _line.ResetWrittenCount();
    }

    private sealed class OctetComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly OctetComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] octets) => GetHashCode(octets.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> octets) => octets.ToArray();

        public bool Equals(ReadOnlySpan<byte> octets, byte[] other) => octets.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> octets)
        {
            var hash = default(HashCode); // seeded for the process
            hash.AddBytes(octets);
            return hash.ToHashCode();
        }
    }
}
