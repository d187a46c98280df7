using PassiveDns.Indexer;
using PassiveDns.Indexer.Catalog;
using Xunit;

namespace PassiveDns.Tui.Tests.Commands;

public sealed class CaseCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pdns-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_case_is_printed_for_people()
    {
        Fill();

        var (code, output, errors) = CommandRun.Run("case", "-a", _folder);

        Assert.Equal((ExitCode.Done, "2 bookmarks, 1 trail\n"), (code, errors));
        Assert.Equal(
            """
            subject        tags     changed               note
            evil.example.  c2 spam  2026-03-01T10:00:00Z  from the mail\u{1b}[31m
                                                          of Monday
            192.0.2.1               2026-03-01T10:00:00Z

            trail way in, saved 2026-03-01T10:00:00Z
              pdns lookup name:evil.example. -l 0 -a case.pdns
              pdns lookup 'evil.example. is:negative' -l 0 -a case.pdns
              pdns lookup 192.0.2.1 -l 0 -a case.pdns

            """, output.Replace(_folder, "case.pdns", StringComparison.Ordinal));
    }

    [Fact]
    public void A_case_is_printed_as_lines_of_json()
    {
        Fill();

        var (_, output, _) = CommandRun.Run("case", "-a", _folder, "-p", "jsonl", "--tag", "C2");

        Assert.Equal(
            """{"case":"bookmark","subject":"question","title":"evil.example.","question":"evil.example.","note":"from the mail\u001B[31m\nof Monday","tags":["c2","spam"],"made":"2026-03-01T10:00:00.000Z","changed":"2026-03-01T10:00:00.001Z"}""" + "\n", output);
        Assert.Contains(
            """{"case":"trail","name":"way in","questions":["evil.example.","192.0.2.1"],"saved":"2026-03-01T10:00:00.003Z"}""" + "\n",
            CommandRun.Run("case", "-a", _folder, "-p", "jsonl").Output, StringComparison.Ordinal);
    }

    public static TheoryData<string, string[], ExitCode, string> Said => new()
    {
        // why                    arguments                          exit code              message
        { "another tag",          ["--tag", "x", "--fail-empty"],    ExitCode.Empty,        "0 bookmarks, 0 trails\n" },
        { "two tags",             ["--tag", "a b"],                  ExitCode.Usage,        "pdns case: --tag takes one tag. See pdns case --help.\n" },
        { "no tag",               ["--tag", "#a"],                   ExitCode.Usage,        "pdns case: --tag: '#a' is no tag; a tag is one word of small letters and digits, with - _ . : inside. See pdns case --help.\n" },
    };

    [Theory, MemberData(nameof(Said))]
    public void What_is_not_there_is_told(string why, string[] arguments, ExitCode expected, string said)
    {
        Fill();
        var (code, output, errors) = CommandRun.Run(["case", "-a", _folder, .. arguments]);
        Assert.True((expected, said, "") == (code, errors, output), $"{why}: {code} {errors}");
    }

    [Fact]
    public void A_damaged_case_and_a_folder_that_is_no_archive_are_told()
    {
        Assert.Equal(ExitCode.DamagedArchive, CommandRun.Run("case", "-a", Path.Combine(_folder, "none")).Code);
        File.WriteAllText(new ArchiveLayout(_folder).Case, "no database");
        var (code, output, errors) = CommandRun.Run("case", "-a", _folder);
        Assert.Equal((ExitCode.DamagedArchive, ""), (code, output));
        Assert.Contains("case.db: it is no LiteDB database, or a damaged one.", errors, StringComparison.Ordinal);
    }

    private void Fill()
    {
        using var book = CaseBook.Open(new ArchiveLayout(_folder), new FixedClock());
        var evil = CaseSubject.OfQuestion("evil.example.");
        Assert.True(book.SetNote(evil, "from the mail\e[31m\nof Monday").IsDone);
        Assert.True(book.SetTags(evil, ["c2", "spam"]).IsDone);
        Assert.True(book.AddBookmark(CaseSubject.OfQuestion("192.0.2.1")).IsDone);
        Assert.True(book.SaveTrail("way in", ["evil.example.", "192.0.2.1"]).IsDone);
    }

    private sealed class FixedClock : TimeProvider
    {
        private int _calls;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(1_772_359_200_000).AddMilliseconds(_calls++);
    }
}
