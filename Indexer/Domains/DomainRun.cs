using System.Numerics;
using System.Runtime.CompilerServices;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer.Runs;

namespace PassiveDns.Indexer.Domains;

/// <summary>Value columns of a block of domain-days: one number for each, then those of each row.</summary>
internal static class DomainColumns
{
    /// <summary>Rows of each domain-day.</summary>
    public const int Rows = 0;

    /// <summary>Place of the source in the run's list.</summary>
    public const int Source = 1;

    /// <summary>Status, as the mark of a sighting has it.</summary>
    public const int Status = 2;

    /// <summary>Which figures are not 0: bit n for the n-th.</summary>
    public const int Present = 3;

    /// <summary>The figures that are not 0.</summary>
    public const int Figures = 4;

    /// <summary>Names in the sample.</summary>
    public const int Names = 5;

    /// <summary>Octets of each name below the domain, in wire format.</summary>
    public const int NameLength = 6;

    /// <summary>Those octets, a number each: less than 80 are themselves.</summary>
    public const int NameOctets = 7;

    public const int Count = 8;
}

/// <summary>Writes the domain-days of a run. See FORMAT.md section 3.7.</summary>
internal sealed class DomainRunWriter(RunWriting writing, string path) : IDisposable
{
    private readonly RunFileWriter _file = new(writing, path, RunFileKind.Domains);
    private readonly byte[] _domain = new byte[DomainName.MaxLength];
    private long _rows;
    private long _queries;

    /// <param name="key">Above the key before it.</param>
    public void Add(ReadOnlySpan<byte> key, DomainRows rows)
    {
        _file.AddKey(key);
        _file.AddValue(DomainColumns.Rows, (uint)rows.Count);
        var domainLength = DomainKey.ReadDomain(key, _domain);
        for (var i = 0; i < rows.Count; i++) Add(rows[i], domainLength);
    }

    /// <param name="rrsets">The RRsets of the same run; null for a part.</param>
    public WrittenRunFile Finish(WrittenRunFile? rrsets = null) => _file.Finish(
        new RunTotals { Sightings = _rows, Observations = _queries }, sources: default, rrsets?.Checksum ?? 0);

    public void Dispose() => _file.Dispose();

    private void Add(DomainRow row, int domainLength)
    {
        _file.AddValue(DomainColumns.Source, (uint)row.Source);
        _file.AddValue(DomainColumns.Status, (uint)row.Status);
        AddFigures(row.Figures);
        _file.AddValue(DomainColumns.Names, (uint)row.Names.Count);
        for (var i = 0; i < row.Names.Count; i++)
        {
            var labels = row.Names[i][..^domainLength];
            _file.AddValue(DomainColumns.NameLength, (uint)labels.Length);
            foreach (var octet in labels) _file.AddValue(DomainColumns.NameOctets, octet);
        }

        _rows++;
        _queries += row.Figures.Queries;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // its loop is hot from the first call on
    private void AddFigures(in DomainFigures figures)
    {
        var present = 0UL;
        for (var i = 0; i < DomainFigures.Count; i++)
        {
            if (figures[i] == 0) continue;
            present |= 1UL << i;
            _file.AddValue(DomainColumns.Figures, (ulong)figures[i]);
        }

        _file.AddValue(DomainColumns.Present, present);
    }
}

/// <summary>Walks the domain-days of one run. See FORMAT.md section 3.7.</summary>
/// <param name="sources">Number of sources in the run's list.</param>
internal sealed class DomainRunCursor(RunFileReader file, int sources, BlockCache? cache = null, LostBlocks? lost = null)
    : RunCursor(file, cache, lost), IDomainCursor
{
    private readonly byte[] _domain = new byte[DomainName.MaxLength];
    private readonly byte[] _name = new byte[DomainName.MaxLength];

    public DomainRows Rows { get; } = new();

    protected override void OnMoved(bool isFirstOfBlock)
    {
        var domain = _domain.AsSpan(0, DomainKey.ReadDomain(Key, _domain));
        if (domain.IsEmpty) Reader.Fail("a domain and a day", "other octets");
        Rows.Clear();
        var count = Reader.ReadValue(DomainColumns.Rows);
        if (count == 0 || count > (ulong)RunFormat.MaxSectionLength) Reader.Fail("a domain-day's number of rows", $"{count}");
        for (var i = 0; i < (int)count; i++) // each takes octets: a claimed number alone allocates nothing
        {
            ReadRow(domain);
            if (i > 0 && DomainRow.CompareIdentity(Rows[i - 1], Rows[i]) >= 0) Reader.Fail("ascending rows", "others");
        }
    }

    private void ReadRow(ReadOnlySpan<byte> domain)
    {
        var (source, status) = (Reader.ReadValue(DomainColumns.Source), (SightingStatus)Reader.ReadValue(DomainColumns.Status));
        if (source >= (ulong)sources) Reader.Fail($"a source below {sources}", $"{source}");
        if (status is not (SightingStatus.Matched or SightingStatus.Unsolicited)) Reader.Fail("a status", $"{(ulong)status}");
        var row = Rows.Add((int)source, status);
        ReadFigures(ref row.Figures);
        var names = Reader.ReadValue(DomainColumns.Names);
        if (names > NameSample.Capacity) Reader.Fail($"{NameSample.Capacity} names at most", $"{names}");
        for (var left = names; left > 0; left--) row.Names.Add(ReadName(domain));
        if (row.Names.Count != (int)names) Reader.Fail("each name once", "one twice");
    }

    private void ReadFigures(ref DomainFigures figures)
    {
        var present = Reader.ReadValue(DomainColumns.Present);
        if (present >= 1UL << DomainFigures.Count) Reader.Fail($"{DomainFigures.Count} figures", "others");
        for (; present != 0; present &= present - 1)
        {
            var value = Reader.ReadValue(DomainColumns.Figures);
            if (value > long.MaxValue) Reader.Fail("a count", $"{value}");
            figures[BitOperations.TrailingZeroCount(present)] = (long)value;
        }
    }

    private ReadOnlySpan<byte> ReadName(ReadOnlySpan<byte> domain)
    {
        var length = Reader.ReadValue(DomainColumns.NameLength);
        if (length > (ulong)(DomainName.MaxLength - domain.Length)) Reader.Fail("a name below its domain", "a longer one");
        var name = _name.AsSpan(0, (int)length + domain.Length);
        for (var i = 0; i < (int)length; i++)
        {
            var octet = Reader.ReadValue(DomainColumns.NameOctets);
            if (octet > byte.MaxValue) Reader.Fail("an octet", $"{octet}");
            name[i] = (byte)octet;
        }

        domain.CopyTo(name[(int)length..]);
        if (!DomainName.TryMeasure(name, out var measured) || measured != name.Length || !DomainName.IsAtOrBelow(name, domain))
            Reader.Fail("a name below its domain", "other octets");
        return name;
    }
}
