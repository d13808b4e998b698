"""What WhatsApp writes in place of a message, in the languages of its exports.

Marks that need no language come first (see :mod:`pairbond.messages.formats.bodies`); these lists are
for the rest. They are the app's own fixed strings, not sentences of ours.
"""

from __future__ import annotations

import re

DELETED = (
    "This message was deleted", "You deleted this message", "Diese Nachricht wurde gelöscht",
    "Du hast diese Nachricht gelöscht", "Ce message a été supprimé", "Vous avez supprimé ce message",
    "Se eliminó este mensaje", "Eliminaste este mensaje", "Este mensaje fue eliminado", "Has eliminado este mensaje",
    "Se ha eliminado este mensaje", "Esta mensagem foi apagada", "Mensagem apagada", "Você apagou esta mensagem",
    "Apagou esta mensagem", "Esta mensagem foi eliminada", "Eliminou esta mensagem", "Essa mensagem foi apagada",
    "Questo messaggio è stato eliminato", "Hai eliminato questo messaggio", "Dit bericht is verwijderd",
    "Je hebt dit bericht verwijderd", "U hebt dit bericht verwijderd", "Dit bericht werd verwijderd",
    "Ta wiadomość została usunięta", "Usunąłeś tę wiadomość", "Usunięto tę wiadomość", "Wiadomość została usunięta",
    "Bu mesaj silindi", "Bu mesajı sildiniz", "Сообщение удалено", "Данное сообщение удалено",
    "Вы удалили данное сообщение", "Вы удалили это сообщение", "Это сообщение удалено",
    "تم حذف هذه الرسالة", "لقد حذفت هذه الرسالة", "قمت بحذف هذه الرسالة", "حذفت هذه الرسالة", "این پیام حذف شد",
    "این پیام حذف شده است", "شما این پیام را حذف کردید", "यह मैसेज हटा दिया गया", "यह संदेश हटा दिया गया",
    "आपने यह मैसेज हटा दिया", "यह मैसेज डिलीट किया गया", "आपने यह मैसेज डिलीट किया", "Pesan ini telah dihapus",
    "Pesan ini dihapus", "Anda telah menghapus pesan ini", "Anda menghapus pesan ini", "此消息已被删除", "此消息已删除",
    "您删除了这条消息", "你删除了这条消息", "已删除此消息", "您已刪除此訊息", "此訊息已刪除", "你刪除了此訊息",
    "このメッセージは削除されました", "このメッセージを削除しました", "メッセージを削除しました", "삭제된 메시지입니다",
    "이 메시지는 삭제되었습니다", "이 메시지를 삭제했습니다", "이 메시지를 삭제하셨습니다", "Tämä viesti poistettiin",
    "Poistit tämän viestin", "Det här meddelandet raderades", "Du raderade det här meddelandet",
    "Tato zpráva byla smazána", "Tuto zprávu jste smazali", "Ez az üzenet törölve lett", "Törölted ezt az üzenetet",
    "Ova je poruka izbrisana", "Izbrisali ste ovu poruku", "Acest mesaj a fost șters", "Ați șters acest mesaj",
    "Αυτό το μήνυμα διαγράφηκε", "Διαγράψατε αυτό το μήνυμα", "ההודעה נמחקה", "הודעה זו נמחקה", "מחקת הודעה זו",
)  # fmt: skip

CALLS = (
    "Missed voice call", "Missed video call", "Voice call", "Video call", "Missed group voice call",
    "Missed group video call", "Verpasster Sprachanruf", "Verpasster Videoanruf", "Verpasster Anruf", "Sprachanruf",
    "Videoanruf", "Appel vocal manqué", "Appel vidéo manqué", "Appel vocal", "Appel vidéo", "Llamada perdida",
    "Llamada de voz perdida", "Videollamada perdida", "Llamada de voz", "Videollamada", "Chamada de voz perdida",
    "Chamada de vídeo perdida", "Chamada perdida", "Ligação de voz perdida", "Ligação de vídeo perdida",
    "Ligação perdida", "Chamada de voz", "Chamada de vídeo", "Ligação de voz", "Ligação de vídeo",
    "Chiamata vocale persa", "Videochiamata persa", "Chiamata persa", "Chiamata vocale", "Videochiamata",
    "Gemist spraakgesprek", "Gemist videogesprek", "Gemiste spraakoproep", "Gemiste video-oproep", "Gemiste oproep",
    "Gemiste spraakgesprek", "Spraakoproep", "Video-oproep", "Spraakgesprek", "Videogesprek",
    "Nieodebrane połączenie głosowe", "Nieodebrane połączenie wideo", "Nieodebrane połączenie", "Połączenie głosowe",
    "Połączenie wideo", "Cevapsız sesli arama", "Cevapsız görüntülü arama", "Sesli arama", "Görüntülü arama",
    "Пропущенный аудиозвонок", "Пропущенный видеозвонок", "Пропущенный звонок", "Аудиозвонок", "Видеозвонок",
    "مكالمة صوتية فائتة", "مكالمة فيديو فائتة", "مكالمة فائتة", "مكالمة صوتية", "مكالمة فيديو", "تماس صوتی از دست رفته",
    "تماس صوتی بی‌پاسخ", "تماس تصویری بی‌پاسخ", "تماس تصویری از دست رفته", "تماس صوتی", "تماس تصویری",
    "मिस्ड वॉइस कॉल", "मिस्ड वीडियो कॉल", "मिस्ड वॉइस काॅल", "वॉइस कॉल", "वीडियो कॉल", "Panggilan suara tak terjawab",
    "Panggilan video tak terjawab", "Panggilan suara", "Panggilan video", "未接语音通话", "未接视频通话", "语音通话",
    "视频通话", "未接語音通話", "未接視訊通話", "語音通話", "視訊通話", "不在着信（音声）", "不在着信（ビデオ）",
    "音声通話（不在着信）", "ビデオ通話（不在着信）", "音声通話不在着信", "ビデオ通話不在着信", "音声通話", "ビデオ通話",
    "부재중 음성 통화", "부재중 영상 통화", "음성 통화", "영상 통화", "Vastaamaton äänipuhelu", "Vastaamaton videopuhelu",
    "Missat röstsamtal", "Missat videosamtal", "Zmeškaný hlasový hovor", "Zmeškaný videohovor", "שיחה קולית שלא נענתה",
    "שיחת וידאו שלא נענתה",
)  # fmt: skip
CALLS_ALONE = tuple(phrase for phrase in CALLS if len(phrase.split()) > 1 or not phrase.isascii())
"""What may be a call without an invisible mark before it."""
SILENT_CALL = ("null",)

POLLS = (
    "POLL:", "UMFRAGE:", "SONDAGE:", "SONDAGE :", "SONDAGE\u00a0:", "SONDAGE\u202f:", "ENCUESTA:", "ENQUETE:",
    "SONDAGEM:", "VOTAÇÃO:", "SONDAGGIO:", "PEILING:", "ANKIETA:", "ANKET:", "ОПРОС:", "استطلاع رأي:", "استطلاع:",
    "نظرسنجی:", "पोल:", "POLLING:", "JAJAK PENDAPAT:", "投票:", "投票：", "アンケート:", "투표:", "설문:", "KYSELY:",
    "OMRÖSTNING:", "ANKETA:", "סקר:", "ΔΗΜΟΣΚΟΠΗΣΗ:",
)  # fmt: skip

VIEW_ONCE = (
    "You received a view once message. For added privacy, you can only open it on your phone",
    "View once voice message omitted", "View once message", "Einmalansicht", "Vue unique",
)  # fmt: skip

EDITED = (
    "<This message was edited>", "<Diese Nachricht wurde bearbeitet>", "<Diese Nachricht wurde bearbeitet.>",
    "<Ce message a été modifié>", "<Se editó este mensaje>", "<Se editó este mensaje.>", "<Este mensaje fue editado>",
    "<Este mensaje se ha editado>", "<Mensagem editada>", "<Esta mensagem foi editada>",
    "<Questo messaggio è stato modificato>", "<Dit bericht is bewerkt>", "<Dit bericht werd bewerkt>",
    "<Wiadomość została edytowana>", "<Edytowano tę wiadomość>", "<Bu mesaj düzenlendi>", "<Сообщение изменено>",
    "<Данное сообщение изменено>", "<تم تعديل هذه الرسالة>", "<این پیام ویرایش شده است>", "<این پیام ویرایش شد>",
    "<यह मैसेज एडिट किया गया>", "<यह मैसेज एडिट किया गया है>", "<Pesan ini diedit>", "<Pesan ini telah diedit>",
    "<此消息已编辑>", "<此消息已被编辑>", "<此訊息已編輯>", "<消息已编辑>", "<このメッセージは編集されました>",
    "<이 메시지는 수정되었습니다>", "<수정된 메시지>", "<Tätä viestiä muokattiin>", "<Tato zpráva byla upravena>",
    "<ההודעה נערכה>",
)  # fmt: skip

FIRST_NOTICES = (
    "Messages and calls are end-to-end encrypted", "Messages to this chat and calls are now secured",
    "Messages you send to this chat and calls are now secured", "Messages you send to this group are now secured",
    "Messages to this group are now secured", "Nachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt",
    "Nachrichten in diesem Chat sowie Anrufe sind jetzt mit Ende-zu-Ende", "Die Nachrichten und Anrufe sind Ende-zu-Ende",
    "Les messages et les appels sont chiffrés de bout en bout", "Los mensajes y las llamadas están cifrados de extremo",
    "Los mensajes y llamadas están cifrados de extremo", "As mensagens e as chamadas são protegidas com a criptografia",
    "As mensagens e as ligações são protegidas com a criptografia", "As mensagens e chamadas são encriptadas ponto a ponto",
    "As mensagens e ligações são protegidas", "I messaggi e le chiamate sono crittografati end-to-end",
    "Berichten en gesprekken worden end-to-end versleuteld", "Berichten en oproepen worden end-to-end versleuteld",
    "Wiadomości i połączenia są szyfrowane", "Wiadomości i połączenia są w pełni szyfrowane",
    "Mesajlar ve aramalar uçtan uca şifrelidir", "Сообщения и звонки защищены сквозным шифрованием",
    "الرسائل والمكالمات مشفرة تمامًا بين الطرفين", "الرسائل والمكالمات مشفّرة", "پیام‌ها و تماس‌ها سرتاسر رمزگذاری",
    "मैसेज और कॉल एंड-टू-एंड एन्क्रिप्टेड हैं", "Pesan dan panggilan dienkripsi secara end-to-end",
    "Pesan dan panggilan terenkripsi secara end-to-end", "消息和通话都进行端到端加密", "信息和通话已进行端到端加密",
    "訊息和通話經端對端加密", "メッセージと通話はエンドツーエンド暗号化", "메시지와 통화는 종단간 암호화",
    "메시지와 통화는 종단 간 암호화", "Viestit ja puhelut ovat täysin salattuja", "Meddelanden och samtal är end-to-end-krypterade",
)  # fmt: skip

PSEUDO_SENDERS = (
    "System", "Sistema", "Système", "Systém", "Systeem", "Sistem", "Система", "النظام", "سیستم", "系统", "系統",
    "システム", "시스템", "WhatsApp", "Järjestelmä",
)  # fmt: skip

ADVANCED_PRIVACY = re.compile(
    "|".join(
        (
            "advanced chat privacy", "erweiterte[rn]? chat-?\\s?datenschutz", "confidentialité avancée", "privacidad avanzada",
            "privacidade avançada", "privacy avanzata", "geavanceerde chatprivacy", "zaawansowan\\w+ prywatnoś\\w+",
            "gelişmiş sohbet gizliliği", "расширенн\\w+ (?:конфиденциальност\\w+|приватност\\w+)", "خصوصية الدردشة المتقدمة",
            "الخصوصية المتقدمة", "حریم خصوصی پیشرفته", "एडवांस\\w* चैट", "privasi (?:chat|obrolan) lanjutan", "高级聊天隐私",
            "進階聊天隱私", "高度なチャットプライバシー", "チャットの高度なプライバシー", "고급 (?:채팅|대화방?) 개인\\s?정보",
        )
    ).encode(),
    re.IGNORECASE,
)  # fmt: skip
TURNED_OFF = re.compile(
    "turned off|deaktiviert|ausgeschaltet|désactivé|desactiv|desativ|disattivat|uitgezet|uitgeschakeld|wyłączy|kapattı"
    "|отключ|выключ|أوقف|إيقاف|خاموش|बंद|menonaktifkan|mematikan|关闭|關閉|オフ|해제".encode(),
    re.IGNORECASE,
)
DISAPPEARING = re.compile(
    "disappearing messages|selbstlöschende nachrichten|messages éphémères|mensajes temporales|mensagens temporárias"
    "|messaggi effimeri|zelfwissende berichten|verdwijnende berichten|znikające wiadomości|süreli mesajlar|kaybolan mesajlar"
    "|исчезающие сообщения|الرسائل المؤقتة|رسائل ذاتية الاختفاء|پیام‌های ناپدیدشونده|गायब होने वाले मैसेज|pesan sementara"
    "|限时消息|閱後即焚|自動銷毀|消えるメッセージ|사라지는 메시지".encode(),
    re.IGNORECASE,
)

OMITTED = re.compile(
    "omitted|weggelassen|ausgeschlossen|omis(?:es?|e)?\\b|absente?|omitid[ao]s?|ocult[ao]d?[ao]?s?|excluid[ao]s?|omess[oaie]"
    "|esclus[oaie]|weggelaten|pominięt|dahil edilmedi|не добавлен|без медиафайлов|опущен|пропущен[оа]? (?:файл|медиа)|исключен"
    "|تم استبعاد|غير مدرج|محذوف|حذف شد|شامل نشده|छोड़|शामिल नहीं|tidak disertakan|dihilangkan|忽略|省略|略過|未包含|除外"
    "|생략|제외|jätetty pois|utelämnad|vynechán|izostavljen|kihagyva|הושמט|παραλείφθηκε|attached|angehängt|joint|adjunt"
    "|anexad|allegat|bijgevoegd|załączon|eklendi|прикреплен|مرفق|پیوست|संलग्न|terlampir|附件|添付|첨부".encode(),
    re.IGNORECASE,
)
LOCATION = re.compile(
    rb"(?:[^\n:]{0,60}:\s*)?https://(?:maps\.google\.[a-z.]+/\?q=|www\.google\.[a-z.]+/maps|maps\.apple\.com|goo\.gl/maps|foursquare\.com)[^\s]*\Z"
)
LIVE_LOCATION = ("live location shared", "Live-Standort wird geteilt", "ubicación en tiempo real compartida")
LOCATION_STARTS = (
    "location: ", "Location: ", "Standort: ", "Localisation : ", "Localisation: ", "Ubicación: ", "Localização: ",
    "Posizione: ", "Locatie: ", "Lokalizacja: ", "Konum: ", "Местоположение: ", "الموقع: ", "مکان: ", "लोकेशन: ",
    "Lokasi: ", "位置: ", "位置：", "위치: ", "https://maps.google.",
)  # fmt: skip
CONTACT = re.compile(
    rb"[^\n]*\.vcf\b|" + "contact card|kontaktkarte|carte de contact|fiche contact|tarjeta de contacto|cartão de contato|cartão do contacto"
    "|scheda contatto|contattokaart|contactkaart|karta kontaktu|kişi kartı|карточка контакта|بطاقة جهة|联系人名片|連絡先|연락처".encode(),
    re.IGNORECASE,
)  # fmt: skip
ATTACHED = re.compile(
    rb"[^\n]*\.(?:jpe?g|png|webp|gif|heic|bmp|mp4|mov|avi|3gpp?|mkv|webm|opus|ogg|oga|m4a|aac|amr|mp3|wav|flac|pdf|docx?|xlsx?"
    rb"|pptx?|odt|txt|csv|rtf|zip|rar|7z|apk|vcf|thumb|was|epub|pages|key|numbers|json|html?|ics) \([^()\n]{3,60}\)\Z",
    re.IGNORECASE,
)
NOTICE_WORDS = re.compile(
    "security code|sicherheitsnummer|code de sécurité|código de seguran|código de seguridad|codice di sicurezza"
    "|beveiligingscode|kod zabezpieczeń|güvenlik kodu|код безопасности|رمز الأمان|کد امنیتی|सुरक्षा कोड|kode keamanan|安全码"
    "|安全代碼|セキュリティコード|보안 코드|end-to-end|ende-zu-ende|de bout en bout|extremo a extremo|ponta a ponta|uçtan uca"
    "|сквозн|端到端|端對端|エンドツーエンド|종단|changed|created|added|removed|joined|left|turned (?:on|off)|blocked|unblocked|pinned"
    "|hat .* (?:geändert|hinzugefügt|entfernt|erstellt)|geändert|a (?:changé|créé|ajouté|modifié)|cambió|creó|añadió|mudou|criou"
    "|adicionou|ha (?:cambiato|creato|aggiunto)|heeft .*(?:gewijzigd|toegevoegd)|zmienił|utworzył|değiştirdi|изменил|создал"
    "|добавил|mengubah|membuat|menambahkan|更改|创建|添加|変更|作成|追加|변경|만들|추가|you're now an admin|tap to|tippe"
    "|business account|unternehmenskonto|cuenta de empresa|is a contact|ist ein kontakt".encode(),
    re.IGNORECASE,
)
