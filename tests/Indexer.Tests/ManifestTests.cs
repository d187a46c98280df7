using System.Text;
using Xunit;

namespace PassiveDns.Indexer.Tests;

public class ManifestTests
{
    private const string Sha = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Other = "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly string Run = Json($$"""
        {'name':'000001','level':0,'rrset':{'octets':10,'sha256':'{{Sha}}'},'rdata':{'octets':20,'sha256':'{{Sha}}'},
        'rrsets':1,'sightings':2,'observations':3,'firstMilliseconds':4,'lastMilliseconds':5,'sources':['{{Sha}}','{{Other}}']}
        """);

    /// <summary>A manifest without its end.</summary>
    private static readonly string Whole = Json($$"""
        {'format':1,'archive':'6f1e1c9e-0000-4000-8000-000000000001','generation':7,'nextRun':3,'runs':[{{Run}}]
        """);

    [Fact]
    public void Is_read_as_it_was_written()
    {
        var manifest = ManifestReader.Read("MANIFEST.json", Sealed(Whole));

        var again = ManifestReader.Read("MANIFEST.json", manifest.ToJson());

        Assert.Equal((7L, 3), (again.Generation, again.NextRun));
        Assert.StartsWith(Whole.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal) + ",\"checksum\":\"",
            Encoding.UTF8.GetString(again.ToJson().Span).ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void Negative_answers_are_counted_where_there_are_any()
    {
        Assert.Equal(0, ManifestReader.Read("MANIFEST.json", Sealed(Whole)).Runs[0].Negatives);

        var run = ManifestReader.Read("MANIFEST.json", Sealed(Whole.Replace("\"sightings\"", "\"negatives\":9,\"sightings\"", StringComparison.Ordinal))).Runs[0];

        Assert.Equal((1L, 9L, 10L), (run.RRsets, run.Negatives, run.Entries));
    }

    public static TheoryData<string, string, string, string> Faults => new()
    {
        // why                        replace                       by                                   the sentence says
        { "a newer format",           "'format':1",                 "'format':2",                        "expected archive format 1, found 2. Open it with the pdns that wrote it, or a newer one." },
        { "no format",                "'format':1,",                "",                                  "expected the field \"format\" in the manifest, found none." },
        { "a format that is no number", "'format':1",               "'format':'1'",                      "found \"1\"." },
        { "no archive id",            "6f1e1c9e-",                  "",                                  "expected a GUID in \"archive\" in the manifest" },
        { "a generation below 0",     "'generation':7",             "'generation':-1",                   "expected \"generation\" from 0 to" },
        { "a generation too large",   "'generation':7",             "'generation':9223372036854775808",  "expected \"generation\" from 0 to" },
        { "a generation in parts",    "'generation':7",             "'generation':7.5",                  "expected \"generation\" from 0 to" },
        { "an unknown field",         "'format':1",                 "'format':1,'colour':2",             "expected no field that this version does not know in the manifest, found \"colour\"." },
        { "a field twice",            "'nextRun':3",                "'nextRun':3,'nextRun':4",           "expected JSON" },
        { "runs that are no list",    "'runs':[",                   "'runs':0,'gone':[",                 "expected a list in \"runs\" in the manifest, found 0." },
        { "a run that is no object",  "'runs':[",                   "'runs':[5,",                        "expected an object in run 1, found a Number." },
        { "negative answers below 0", "'sightings':2",              "'negatives':-1,'sightings':2",      "expected \"negatives\" from 0 to" },
        { "a name with a path in it", "'name':'000001'",            "'name':'../001'",                   "expected six digits or more in \"name\" in run 1, found \"../001\"." },
        { "a name with few digits",   "'name':'000001'",            "'name':'1'",                        "expected six digits or more" },
        { "a name too high",          "'name':'000001'",            "'name':'000003'",                   "expected runs by number, below 3, found run 000003." },
        { "a length below 0",         "'octets':10",                "'octets':-10",                      "expected \"octets\" from 0 to 9223372036854775807 in run 1, rrset" },
        { "a SHA-256 in capitals",    "'sha256':'0123456789abcdef", "'sha256':'0123456789ABCDEF",        "expected a SHA-256 in \"sha256\" in run 1, rrset" },
        { "a source that is none",    "['0123",                     "['123",                             "expected a SHA-256 in \"sources\" in run 1" },
        { "a source twice",           "['0123",                     "['" + Other + "','0123",            "expected each source once" },
        { "sources not ascending",    "['0123",                     "['2" + Sha[1..] + "','0123",        "expected ascending sources" },
        { "a second run not higher",  "'runs':[",                   "'runs':[" + SecondRun + ",",        "expected runs by number" },
        { "half a surrogate pair",    "'name':'000001'",            "'name':'\\ud800'",                  "expected JSON" },
        { "a GUID that is no text",   "6f1e1c9e-",                  "\\ud800",                           "expected JSON" },
        { "a field that is no text",  "'format':1",                 "'format':1,'\\ud800':2",            "expected JSON" },
        { "no JSON",                  "'runs'",                     "runs",                              "expected JSON" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void Is_refused_with_a_sentence(string why, string replaced, string by, string sentence)
    {
        var at = Whole.IndexOf(Json(replaced), StringComparison.Ordinal);
        var text = Whole[..at] + Json(by) + Whole[(at + replaced.Length)..];

        var refusal = Assert.Throws<DamagedArchiveException>(() => ManifestReader.Read("a.pdns/MANIFEST.json", Sealed(text)));

        Assert.True(refusal.Message.StartsWith("a.pdns/MANIFEST.json, octet 0: expected ", StringComparison.Ordinal)
            && refusal.Message.Contains(sentence, StringComparison.Ordinal), $"{why}: {refusal.Message}");
    }

    [Fact]
    public void Every_prefix_is_refused()
    {
        var octets = Sealed(Whole);
        for (var length = 0; length < octets.Length; length++)
            Assert.Throws<DamagedArchiveException>(() => ManifestReader.Read("MANIFEST.json", octets.AsMemory(0, length)));
    }

    /// <summary>Also where it stays JSON, and every figure in range.</summary>
    [Fact]
    public void Every_changed_bit_is_refused()
    {
        var octets = Sealed(Whole);
        for (var bit = 0; bit < 8 * octets.Length; bit++)
        {
            octets[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<DamagedArchiveException>(() => ManifestReader.Read("MANIFEST.json", octets));
            octets[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(7, ManifestReader.Read("MANIFEST.json", octets).Generation);
    }

    public static TheoryData<string, string> Unsealed => new()
    {
        { "expected the field \"checksum\" in the manifest, found none.", Whole + "}\n" },
        { "expected octets that fit their check sum, found others.", Whole + ",\n  \"checksum\": \"" + Sha + "\"\n}\n" },
        { "expected octets that fit their check sum, found others.", Encoding.UTF8.GetString(Sealed(Whole)) + "\n" },
        { "expected archive format 1, found 2. Open it with the pdns that wrote it, or a newer one.", Json("{'format':2}") },
    };

    [Theory, MemberData(nameof(Unsealed))]
    public void A_manifest_without_its_seal_is_refused_once_its_format_is_known(string sentence, string text)
    {
        var refusal = Assert.Throws<DamagedArchiveException>(() => ManifestReader.Read("MANIFEST.json", Encoding.UTF8.GetBytes(text)));

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_larger_than_any_can_be_is_not_read()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder["MANIFEST.json"])) file.SetLength(ArchiveManifest.MaxLength + 1);

        var refusal = Assert.Throws<DamagedArchiveException>(() => Archive.OpenRead(folder.Path));

        Assert.Contains("expected a manifest of at most 268435456 octets, found 268435457.", refusal.Message, StringComparison.Ordinal);
    }

    private static string SecondRun => Run.Replace(Sha, "3" + Sha[1..], StringComparison.Ordinal).Replace(Other, "4" + Sha[1..], StringComparison.Ordinal)
        .Replace("000001", "000002", StringComparison.Ordinal);

    private static byte[] Sealed(string text) => [.. Encoding.UTF8.GetBytes(text), .. ManifestSeal.Of(Encoding.UTF8.GetBytes(text))];

    private static string Json(string text) => text.Replace('\'', '"').Trim();
}
