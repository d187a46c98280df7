using PassiveDns.Tests.Support;
using Xunit;

namespace PassiveDns.EndToEnd.Tests;

/// <summary>Hostile records through JSON and CSV, read by programs that others wrote: nothing is lost, changed, or run as a formula.</summary>
public sealed class InterchangeSafetyTests(HostileArchive archive) : IClassFixture<HostileArchive>
{
    /// <summary>Why a test was skipped.</summary>
    private const string PythonMissing = "python3 is not installed";

    private static readonly string? Python = ExternalProgram.Find("python3");

    /// <summary>
    /// From JSON Lines in UTF-8 to lines of owner, type and rdata as hexadecimal wire octets. The presentation form is read as RFC 1035
    /// section 5.1, RFC 3597 section 5 and RFC 9460 section 2.1 and appendix A have it.
    /// </summary>
    private const string ToWire = """
        import sys, json, re, ipaddress, struct
        escape = re.compile(rb'\\(?:(\d{3})|(.))', re.S)
        plain = lambda text: escape.sub(lambda m: bytes([int(m[1])]) if m[1] else m[2], text)
        string = re.compile(rb'"((?:[^"\\]|\\.)*)"')
        strings = lambda text: [plain(s) for s in string.findall(text)]
        counted = lambda octets: bytes([len(octets)]) + octets
        label = re.compile(rb'(?:[^.\\]|\\\d{3}|\\.)+')
        name = lambda text: b''.join(counted(plain(l)) for l in label.findall(text)) + b'\0'
        numbers = lambda form, words: struct.pack('>' + form, *map(int, words))
        parameter = re.compile(rb' ([a-z0-9-]+)(?:="((?:[^"\\]|\\.)*)")?')
        item = re.compile(rb'((?:[^,\\]|\\.)+)', re.S)

        def service(text):
            priority, target = text.split(b' ')[:2]
            wire = numbers('H', [priority]) + name(target)
            for key, value in parameter.findall(text[len(priority) + 1 + len(target):]):
                value = plain(value)
                number = 1 if key == b'alpn' else int(key[3:])
                if number == 1: value = b''.join(counted(re.sub(rb'\\(.)', rb'\1', i, flags=re.S)) for i in item.findall(value))
                wire += struct.pack('>HH', number, len(value)) + value
            return wire

        def opaque(text):
            words = text.split(b' ')
            octets = bytes.fromhex(b''.join(words[2:]).decode())
            assert len(octets) == int(words[1])
            return octets

        def naptr(text):
            return numbers('HH', text.split(b' ')[:2]) + b''.join(map(counted, strings(text))) + name(text.rsplit(b' ', 1)[1])

        read = {
            'A': lambda t: ipaddress.IPv4Address(t.decode()).packed,
            'AAAA': lambda t: ipaddress.IPv6Address(t.decode()).packed,
            'CNAME': name,
            'TXT': lambda t: b''.join(map(counted, strings(t))),
            'HINFO': lambda t: b''.join(map(counted, strings(t))),
            'CAA': lambda t: numbers('B', t.split(b' ')[:1]) + counted(t.split(b' ')[1]) + strings(t)[0],
            'URI': lambda t: numbers('HH', t.split(b' ')[:2]) + strings(t)[0],
            'MX': lambda t: numbers('H', t.split(b' ')[:1]) + name(t.split(b' ')[1]),
            'SRV': lambda t: numbers('HHH', t.split(b' ')[:3]) + name(t.split(b' ')[3]),
            'SOA': lambda t: name(t.split(b' ')[0]) + name(t.split(b' ')[1]) + numbers('IIIII', t.split(b' ')[2:]),
            'NAPTR': naptr, 'SVCB': service, 'HTTPS': service,
        }
        def records(line):
            if sys.argv[2] == 'dnsdb':
                if line.startswith(b';') or line == b'\n': return {'rdata': []}
                owner, rrtype, rdata = line.decode('ascii').rstrip('\n').split('  ', 2)
                return {'rrname': owner, 'rrtype': rrtype, 'rdata': [rdata]}
            said = json.loads(line.decode('utf-8', 'strict'))
            return said if sys.argv[2] != 'saf' else said.get('obj', {'rdata': []})

        for line in open(sys.argv[1], 'rb'):
            rrset = records(line)
            for text in rrset['rdata']:
                text = text.encode('ascii')
                rdata = opaque(text) if text.startswith(b'\\# ') else read[rrset['rrtype']](text)
                print(name(rrset['rrname'].encode('ascii')).hex(), rrset['rrtype'], rdata.hex())
        """;

    /// <summary>Says where the rows of a CSV file are not the records of JSON Lines, and how many there are.</summary>
    private const string CompareCsv = """
        import sys, csv, json
        rows = list(csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8'), strict=True))
        at = 0
        for line in open(sys.argv[2], encoding='utf-8'):
            rrset = json.loads(line)
            for rdata in rrset['rdata']:
                row, at = rows[at], at + 1
                same = (row['rrname'], row['rrtype'], row['rdata'], row['bailiwick'], int(row['count']), int(row['ttl_min']), int(row['ttl_max']), int(row['sources'])) == (
                    rrset['rrname'], rrset['rrtype'], rdata, rrset.get('bailiwick', ''), rrset['count'], rrset['ttl_min'], rrset['ttl_max'], rrset['sources'])
                if not same: print('differs', row, line)
        print(at, len(rows))
        """;

    /// <summary>Says which cells a spreadsheet would run, with any of the separators that spreadsheets take, and how many cells stand behind an apostrophe.</summary>
    private const string FindFormulas = """
        import sys, csv
        guarded = 0
        for separator in ',;\t':
            for row in csv.reader(open(sys.argv[1], newline='', encoding='utf-8'), delimiter=separator):
                for cell in row:
                    guarded += cell.startswith("'")
                    start = cell.lstrip(' "')[:1]
                    if start and start in '=+-@\t\r\n\uff1d\uff0b\uff0d\uff20': print('formula', separator, cell)
        print(guarded)
        """;

    [Theory]
    [InlineData("jsonl")]
    [InlineData("cof")]
    [InlineData("saf")]
    [InlineData("dnsdb")]
    public void What_is_printed_gives_back_the_octets_of_the_archive(string format)
    {
        Assert.SkipWhen(Python is null, PythonMissing);
        using var folder = new TempFolder();

        var output = RunPython(ToWire, Lookup(folder, format), format);

        var expected = archive.Records.Select(record => $"{Hex.Text(record.Owner)} {Formats.Dns.RData.RDataTypes.Mnemonic(record.Type)} {Hex.Text(record.RData)}").ToHashSet(StringComparer.Ordinal);
        var found = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected.Count, found.Length);
        Assert.Empty(found.Except(expected, StringComparer.Ordinal).Take(3));
        Assert.Empty(expected.Except(found, StringComparer.Ordinal).Take(3));
    }

    [Fact]
    public void Csv_is_read_by_others_as_the_same_records()
    {
        Assert.SkipWhen(Python is null, PythonMissing);
        using var folder = new TempFolder();

        var output = RunPython(CompareCsv, Export(folder, "csv"), Export(folder, "jsonl"));

        Assert.Equal($"{archive.Records.Count} {archive.Records.Count}\n", output);
    }

    [Fact]
    public void Csv_for_spreadsheets_holds_no_formula()
    {
        Assert.SkipWhen(Python is null, PythonMissing);
        using var folder = new TempFolder();
        var rows = archive.Records.Count;

        var safe = RunPython(FindFormulas, Export(folder, "csv-excel"));
        var plain = RunPython(FindFormulas, Export(folder, "csv"));

        Assert.True(int.Parse(safe, System.Globalization.CultureInfo.InvariantCulture) > rows / 20, safe[..Math.Min(safe.Length, 500)]);
        Assert.Contains(@"formula , =cmd|'\032c'!a0", plain, StringComparison.Ordinal); // else the records hold nothing to guard against
    }

    /// <summary>The other side of the question, each once: the rdata of all that the Common Output Format has.</summary>
    [Fact]
    public void Minimal_output_is_every_rdata_once()
    {
        using var folder = new TempFolder();
        var expected = File.ReadLines(Lookup(folder, "cof"))
            .SelectMany(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("rdata").EnumerateArray().Select(rdata => rdata.GetString()!)).ToHashSet(StringComparer.Ordinal);

        var lines = File.ReadAllLines(Lookup(folder, "minimal"));

        Assert.Equal(expected.Count, lines.Length);
        Assert.Empty(lines.Except(expected, StringComparer.Ordinal).Take(3));
    }

    /// <summary>All of the archive as a lookup prints it.</summary>
    private string Lookup(TempFolder folder, string format)
    {
        var file = folder.At($"lookup.{format}");
        var result = Pdns.Run("lookup", "*", "-l", "0", "-p", format, "-q", "-a", archive.Path);
        Assert.True(result.ExitCode == 0, result.Errors);
        File.WriteAllText(file, result.Output);
        return file;
    }

    private string Export(TempFolder folder, string format)
    {
        var file = folder.At($"hostile.{format}");
        var result = Pdns.Run("export", "--format", format, "-o", file, "-a", archive.Path);
        Assert.True(result.ExitCode == 0, $"{result}");
        return file;
    }

    private static string RunPython(string script, params string[] files)
    {
        var (exitCode, output, errors) = ExternalProgram.Run(Python!, ["-X", "utf8", "-c", script, .. files], "");
        Assert.True(exitCode == 0, errors);
        return output;
    }
}
