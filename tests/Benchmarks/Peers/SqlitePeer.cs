using System.Text;
using PassiveDns.Benchmarks.Lookups;
using PassiveDns.Benchmarks.Stages;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Benchmarks.Peers;

/// <summary>The archive's RRsets in a table of sqlite3 as one would make it: a row for each record, in text, the number of its RRset with it.</summary>
internal sealed class SqlitePeer(string program, string folder)
{
    // What .mode ascii has between columns and rows. The other modes would take quotes apart.
    private const char Column = '\x1F', Row = '\x1E';

    private string Rows => Path.Combine(folder, "peers.rows");

    private string Questions => Path.Combine(folder, "peers.sql");

    public string Database => Path.Combine(folder, "peers.sqlite");

    /// <summary>Writes what is to be imported, which is not measured.</summary>
    public void Export(IRRsetSource archive)
    {
        using var output = new StreamWriter(Rows, append: false, new UTF8Encoding(false), 1 << 16);
        var number = 0;
        foreach (var rrset in archive.Find(new RRsetQuery { Side = LookupSide.All }))
        {
            number++;
            var owner = Text(rrset.ReadOwner);
            var bailiwick = rrset.BailiwickLabels is null ? "" : Text(rrset.ReadBailiwick);
            var records = rrset.RDataSet;
            while (RRsetKey.TryReadRData(ref records, out var rdata))
            {
                output.Write(FormattableString.Invariant($"{number}{Column}{owner}{Column}{(int)rrset.Type}{Column}{bailiwick}{Column}"));
                output.Write(RDataFormat.ToText(rrset.Type, rdata));
                output.Write(FormattableString.Invariant(
                    $"{Column}{rrset.Window.FirstSeconds}{Column}{rrset.Window.LastSeconds}{Column}{rrset.Window.Count}{Row}"));
            }
        }
    }

    /// <summary>Table, unique index over what identifies a record, index over rdata.</summary>
    public StageRun Build()
    {
        File.Delete(Database);
        return ForeignProgram.MeasureSilent(program, Database,
            "CREATE TABLE record (rrset INTEGER, owner TEXT, type INTEGER, bailiwick TEXT, rdata TEXT, first INTEGER, last INTEGER, count INTEGER);",
            ".mode ascii",
            $".import \"{Rows}\" record",
            "CREATE UNIQUE INDEX by_owner ON record (owner, type, bailiwick, rdata, rrset);",
            "CREATE INDEX by_rdata ON record (rdata);");
    }

    /// <summary>Microseconds of a lookup on average: one process for all of them, less what a process takes that asks nothing.</summary>
    public double TimeLookups(string column, IReadOnlyList<string> values)
    {
        File.WriteAllLines(Questions, values.Select(value =>
            FormattableString.Invariant($"SELECT * FROM record WHERE {column} = '{value.Replace("'", "''", StringComparison.Ordinal)}' LIMIT {LookupTimes.MostResults};")));
        var all = ForeignProgram.MeasureSilent(program, "-readonly", Database, $".read \"{Questions}\"");
        var none = ForeignProgram.MeasureSilent(program, "-readonly", Database, "SELECT 1;");
        return (all.Seconds - none.Seconds) * 1e6 / values.Count;
    }

    private delegate int NameReader(Span<byte> name);

    private static string Text(NameReader read)
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        return DomainNameFormat.ToText(name[..read(name)]);
    }
}
