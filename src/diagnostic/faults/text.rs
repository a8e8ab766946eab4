//! Advice on the text of bodies and titles: what conversion, pasting and haste leave, and what should not be public.
//!
//! Found by `lint::text`, which looks at characters and words and not at their meaning. So every message says what was
//! seen, and the hint what to do if it is meant.

faults! {
    /// The text was written in an encoding older than Unicode and never converted (QĐ 72/2002/QĐ-TTg, TCVN 6909:2001).
    pub fn legacy_encoding(encoding: &str, proposal: &str) = Advice "legacy-encoding" {
        rule "QĐ 72/2002/QĐ-TTg: văn bản điện tử dùng TCVN 6909:2001 (Unicode)"
            | "Decision 72/2002/QĐ-TTg: electronic documents use TCVN 6909:2001 (Unicode)"
        "chữ này viết theo bảng mã {encoding}, không phải Unicode; máy tìm kiếm và người đọc không hiểu"
            | "these letters are in {encoding}, not Unicode; neither readers nor search engines understand them"
        hint "có phải «{proposal}»? chuyển mã cả bài sang Unicode rồi chép lại"
            | "did you mean «{proposal}»? convert the whole text to Unicode and paste it again"
    }
    /// UTF-8 was read in another encoding and saved.
    pub fn misread_unicode(proposal: &str) = Advice "legacy-encoding" {
        "chữ này là Unicode bị đọc sai bảng mã rồi lưu lại"
            | "these letters are Unicode that was read in another encoding and saved"
        hint "có phải «{proposal}»? chép lại từ bản gốc" | "did you mean «{proposal}»? paste it again from the original"
    }
    /// A foreign letter stands for a Vietnamese one that looks alike (TCVN 6909:2001).
    pub fn look_alike_letter(written: &str, proposal: &str) = Advice "look-alike-letter" {
        rule "QĐ 72/2002/QĐ-TTg: văn bản điện tử dùng TCVN 6909:2001 (Unicode)"
            | "Decision 72/2002/QĐ-TTg: electronic documents use TCVN 6909:2001 (Unicode)"
        "«{written}» có chữ cái nước ngoài trông giống chữ Việt, tìm «{proposal}» không ra chỗ này"
            | "«{written}» has a foreign letter that looks Vietnamese; a search for «{proposal}» misses it"
        hint "thay bằng «{proposal}», ở cả những chỗ khác trong bài"
            | "replace it with «{proposal}», elsewhere in this text too"
    }
    /// A character was lost in a conversion.
    pub fn lost_character(word: &str) = Advice "lost-character" {
        rule "kinh nghiệm: chữ hỏng khi chép thì không tìm ra, máy đọc sai"
            | "experience: text that copying damaged is not found and read aloud wrongly"
        "«{word}» có chữ đã mất khi chuyển mã (dấu �)" | "«{word}» lost a letter in a conversion (the mark �)"
        hint "gõ lại theo bản gốc" | "type it again from the original"
    }
    /// A character has a meaning in one font only, such as the bullets of Word.
    pub fn private_character() = Advice "private-character" {
        rule "QĐ 72/2002/QĐ-TTg: văn bản điện tử dùng TCVN 6909:2001 (Unicode)"
            | "Decision 72/2002/QĐ-TTg: electronic documents use TCVN 6909:2001 (Unicode)"
        "ký tự này chỉ có hình trong phông chữ của Word, người đọc thấy ô trống"
            | "this character has a shape in a font of Word only; readers see an empty box"
        hint "đầu dòng thì thay bằng «- », chỗ khác thì gõ lại ký hiệu"
            | "at the start of a line write «- », elsewhere type the sign again"
    }
    /// A tone mark stands apart from its vowel.
    pub fn loose_mark() = Advice "loose-mark" {
        rule "kinh nghiệm: chữ hỏng khi chép thì không tìm ra, máy đọc sai"
            | "experience: text that copying damaged is not found and read aloud wrongly"
        "dấu thanh này rời khỏi chữ, thường do chép từ PDF" | "this tone mark is apart from its letter, often from a PDF"
        hint "gõ lại chữ này" | "type the word again"
    }
    /// A line is a secrecy stamp (Luật Bảo vệ bí mật nhà nước; Luật 104/2016/QH13, Điều 6).
    pub fn secrecy_stamp(written: &str) = Advice "secrecy-stamp" {
        rule "Luật Bảo vệ bí mật nhà nước; Luật Tiếp cận thông tin 2016, Điều 6"
            | "Law on the protection of state secrets; Law on access to information 2016, art. 6"
        "dòng «{written}» là dấu chỉ độ mật; văn bản mật không được đăng công khai"
            | "the line «{written}» is a secrecy stamp; secret documents must not be published"
        hint "không đăng văn bản này; nếu đã giải mật thì bỏ dòng này"
            | "do not publish this document; if it is declassified, delete the line"
    }
    /// A line limits who may read the document (NĐ 30/2020/NĐ-CP, Phụ lục I).
    pub fn circulation_stamp(written: &str) = Advice "circulation-stamp" {
        rule "NĐ 30/2020/NĐ-CP, Phụ lục I" | "Decree 30/2020/NĐ-CP, appendix I"
        "dòng «{written}» hạn chế người được đọc; văn bản này có được đăng công khai không?"
            | "the line «{written}» limits who may read this; may the document be published?"
        hint "hỏi cơ quan ban hành trước khi đăng; nếu được thì bỏ dòng này"
            | "ask the issuer before publishing; if it may be, delete the line"
    }
    /// The number of a person's identity card or passport (Luật 91/2025/QH15; Luật 104/2016/QH13, Điều 7).
    pub fn identity_number() = Advice "identity-number" {
        rule "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Luật Tiếp cận thông tin 2016, Điều 7"
            | "Law 91/2025/QH15 on personal data; Law on access to information 2016, art. 7"
        "đây có vẻ là số giấy tờ tuỳ thân của một người, là dữ liệu cá nhân"
            | "this seems to be the number of a person's identity paper, which is personal data"
        hint "xoá, hoặc che bớt: 0010xxxxx345" | "delete it, or hide a part: 0010xxxxx345"
        hint "nếu luật buộc công khai thì ghi mã này vào «bỏ qua»"
            | "if the law requires it to be public, silence this code with «ignore»"
    }
    /// A private mobile telephone (Luật 91/2025/QH15; Luật 104/2016/QH13, Điều 7).
    pub fn private_phone() = Advice "private-phone" {
        rule "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Luật Tiếp cận thông tin 2016, Điều 7"
            | "Law 91/2025/QH15 on personal data; Law on access to information 2016, art. 7"
        "đây có vẻ là số điện thoại di động của một người, là dữ liệu cá nhân"
            | "this seems to be a person's mobile number, which is personal data"
        hint "thay bằng số của cơ quan" | "write the number of the office instead"
        hint "nếu người đó đồng ý công khai thì ghi mã này vào «bỏ qua»"
            | "if it is meant for the public, silence this code with «ignore»"
    }
    /// The number of a bank account (Luật 91/2025/QH15).
    pub fn bank_account() = Advice "bank-account" {
        rule "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Luật Tiếp cận thông tin 2016, Điều 7"
            | "Law 91/2025/QH15 on personal data; Law on access to information 2016, art. 7"
        "đây có vẻ là số tài khoản ngân hàng" | "this seems to be the number of a bank account"
        hint "nếu là tài khoản của cá nhân thì xoá" | "if it belongs to a person, delete it"
        hint "nếu là tài khoản để người dân nộp tiền, ủng hộ thì ghi mã này vào «bỏ qua»"
            | "if it is meant for the public, such as for donations, silence this code with «ignore»"
    }
    /// The home of a named person (Luật 91/2025/QH15; Luật 104/2016/QH13, Điều 7).
    pub fn home_address() = Advice "home-address" {
        rule "Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15; Luật Tiếp cận thông tin 2016, Điều 7"
            | "Law 91/2025/QH15 on personal data; Law on access to information 2016, art. 7"
        "đây có vẻ là địa chỉ nhà của một người, là dữ liệu cá nhân"
            | "this seems to be a person's home address, which is personal data"
        hint "chỉ ghi đến xã, phường" | "name only the commune or ward"
        hint "nếu luật buộc công khai thì ghi mã này vào «bỏ qua»"
            | "if the law requires it to be public, silence this code with «ignore»"
    }
    /// An invisible character within a word breaks searches for it.
    pub fn invisible_character(name: &str) = Advice "invisible-character" {
        rule "kinh nghiệm: chữ hỏng khi chép thì không tìm ra, máy đọc sai"
            | "experience: text that copying damaged is not found and read aloud wrongly"
        "có ký tự không nhìn thấy trong chữ ({name}), tìm chữ này không ra"
            | "there is an invisible character in the text ({name}), so that a search misses the word"
        hint "xoá cả từ rồi gõ lại" | "delete the word and type it again"
    }
    /// A character acts on what shows the text: a control character, or one that changes the direction of writing.
    pub fn hidden_character(character: char) = Warning "hidden-character" {
        let code = u32::from(character);
        "có ký tự ẩn U+{code:04X}, điều khiển máy hoặc đổi chiều chữ; khi đăng đã bỏ ký tự này"
            | "there is a hidden character, U+{code:04X}, that acts on what shows the text; it is not published"
        hint "xoá ký tự ẩn U+{code:04X}: xoá cả từ rồi gõ lại" | "delete the word and type it again"
    }
    /// The layout is made of spaces, which other screens break (TT 32/2017/TT-BTTTT, Điều 18).
    pub fn layout_spaces() = Advice "layout-spaces" {
        rule "TT 32/2017/TT-BTTTT, Điều 18" | "Circular 32/2017/TT-BTTTT, art. 18"
        "chữ được đẩy sang bên bằng nhiều dấu cách hoặc tab, trên màn hình khác sẽ xô lệch"
            | "text is moved aside by spaces or tabs, which other screens break"
        hint "viết thành dòng riêng; thể thức thì dùng khối «::: …»"
            | "write it on a line of its own; use blocks «::: …» for the official form"
    }
    /// Two words without a space between them, as PDF readers copy them.
    pub fn glued_words(written: &str, proposal: &str) = Advice "glued-words" {
        rule "kinh nghiệm: chữ hỏng khi chép thì không tìm ra, máy đọc sai"
            | "experience: text that copying damaged is not found and read aloud wrongly"
        "«{written}» dính hai từ vào nhau" | "«{written}» is two words without a space"
        hint "có phải «{proposal}»?" | "did you mean «{proposal}»?"
    }
    /// The tone mark is on the wrong letter (QĐ 240/QĐ of 5/3/1984 on Vietnamese spelling).
    pub fn misplaced_tone(written: &str, proposal: &str) = Advice "misplaced-tone" {
        rule "kinh nghiệm: chữ hỏng khi chép thì không tìm ra, máy đọc sai"
            | "experience: text that copying damaged is not found and read aloud wrongly"
        "«{written}» đặt dấu sai chữ" | "«{written}» has its mark on the wrong letter"
        hint "có phải «{proposal}»?" | "did you mean «{proposal}»?"
    }
    /// A text mixes both conventions for the place of the tone mark; neither is wrong.
    pub fn mixed_tone_styles(examples: [&str; 2]) = Advice "mixed-tone-styles" {
        rule "kinh nghiệm: một bài nên theo một lối bỏ dấu; lối nào cũng đúng"
            | "experience: one text should follow one convention; neither is wrong"
        let [here, elsewhere] = examples;
        "bài này đặt dấu theo cả hai kiểu: «{here}» và «{elsewhere}»"
            | "this text places tone marks in both styles: «{here}» and «{elsewhere}»"
        hint "chọn một kiểu cho cả bài" | "use one style for the whole text"
    }
    /// A line belongs to the web page from which the text was copied.
    pub fn page_residue(written: &str) = Advice "page-residue" {
        rule "kinh nghiệm: phần còn sót khi chép từ trang cũ hoặc từ Word"
            | "experience: left over from an old page or from Word"
        "dòng «{written}» có vẻ chép theo từ trang web khác" | "the line «{written}» seems to be copied from a web page"
        hint "xoá dòng này" | "delete the line"
    }
    /// HTML is shown as text.
    pub fn escaped_html(written: &str) = Advice "escaped-html" {
        rule "kinh nghiệm: phần còn sót khi chép từ trang cũ hoặc từ Word"
            | "experience: left over from an old page or from Word"
        "«{written}» sẽ hiện ra như chữ thường" | "«{written}» is shown as text"
        hint "xoá, hoặc gõ lại ký tự mà mã này thay" | "delete it, or type the character that it stands for"
    }
    /// A part of a file of Word, or of a converter.
    pub fn converter_residue(written: &str) = Advice "converter-residue" {
        rule "kinh nghiệm: phần còn sót khi chép từ trang cũ hoặc từ Word"
            | "experience: left over from an old page or from Word"
        "«{written}» là phần thừa của Word hoặc phần mềm chuyển đổi" | "«{written}» is left by Word or a converter"
        hint "xoá, và sửa lại chỗ tham chiếu nếu có" | "delete it, and mend the reference if it was one"
    }
    /// Sample text that was not replaced.
    pub fn placeholder_text(written: &str) = Advice "placeholder-text" {
        rule "kinh nghiệm: chữ mẫu quên thay" | "experience: sample text is forgotten"
        "«{written}» là chữ mẫu chưa thay" | "«{written}» is sample text that was not replaced"
        hint "viết nội dung thật, hoặc xoá" | "write the real text, or delete it"
    }
}
